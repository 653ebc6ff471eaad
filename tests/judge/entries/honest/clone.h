/* clone.h: replaces impls/clone.h in entries, which are compiled for one instruction set. */
#define HMF_CLONE_IS_PORTABLE 1
#define HMF_CLONE_METHODS(of)
#define HMF_CLONE_DISPATCH(of)
#define HMF_CLONE_DISPATCHED .create = create, .evaluate = evaluate, .destroy = destroy
