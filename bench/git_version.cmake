# SPDX-License-Identifier: MIT
# Writes git_version.h at every build: the commit, and whether the tree differs from it.
# cmake -D SOURCE=folder -D OUTPUT=git_version.h -P git_version.cmake
execute_process(COMMAND git -C ${SOURCE} rev-parse HEAD
  OUTPUT_VARIABLE commit ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
execute_process(COMMAND git -C ${SOURCE} status --porcelain
  OUTPUT_VARIABLE changes ERROR_QUIET RESULT_VARIABLE status_failed)
if(failed OR status_failed)
  set(commit "unknown")
  set(dirty "unknown")
elseif(changes STREQUAL "")
  set(dirty "no")
else()
  set(dirty "yes")
endif()
# An unchanged file is not rewritten, so that nothing is recompiled.
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT
  "#define HMF_GIT_COMMIT \"${commit}\"\n#define HMF_GIT_DIRTY \"${dirty}\"\n")
