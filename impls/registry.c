/* SPDX-License-Identifier: MIT */
/* registry.c: the list of implementations. libhmf's has the ladder; that of the tools and of the
 * module has the demonstrations as well (HMF_WITH_DEMONSTRATIONS). */
#include "hmf.h"

#define HMF_IMPL(name) extern const hmf_impl hmf_impl_##name;
#include "registry_list.h"
#undef HMF_IMPL

static const hmf_impl *const impls[] = {
#define HMF_IMPL(name) &hmf_impl_##name,
#include "registry_list.h"
#undef HMF_IMPL
};

static const hmf_registry registry = {
    .abi_version = HMF_ABI_VERSION,
    .count = sizeof impls / sizeof *impls,
    .impls = impls,
    .wrappers = {hmf_create, hmf_evaluate, hmf_destroy, hmf_mass_function},
};

const hmf_registry *hmf_get_registry(void) {
    return &registry;
}
