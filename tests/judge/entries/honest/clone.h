/* clone.h: in the place of impls/clone.h, for what is compiled once. */
#define HMF_CLONE_IS_PORTABLE 1
#define HMF_CLONE_METHODS(of)
#define HMF_CLONE_DISPATCH(of)
#define HMF_CLONE_DISPATCHED(of)                                                                   \
    .create = of##_create, .evaluate = of##_evaluate, .destroy = of##_destroy
