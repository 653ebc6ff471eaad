# cmake --install BUILD --prefix PREFIX: both libraries, hmf.h, and what pkg-config and CMake need to
# find them.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# What a program needs that links with libhmf.a.
set(static_libraries -lgsl -lgslcblas -lm)
if(OpenMP_C_FOUND)
  list(APPEND static_libraries ${OpenMP_C_FLAGS})
endif()
list(JOIN static_libraries " " static_flags)

# From the files to the prefix, so that the whole can be moved.
file(RELATIVE_PATH prefix_from_pkgconfig /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
file(RELATIVE_PATH prefix_from_cmake /${CMAKE_INSTALL_LIBDIR}/cmake/hmf /)

install(FILES hmf.h TYPE INCLUDE)
install(TARGETS hmf_shared hmf_static
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
configure_file(hmf.pc.in generated/hmf.pc @ONLY)
configure_file(hmf-config.cmake.in generated/hmf-config.cmake @ONLY)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/generated/hmf-config-version.cmake
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/generated/hmf.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/generated/hmf-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/generated/hmf-config-version.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/hmf)
