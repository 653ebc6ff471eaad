/* gate_draw.h: the exit statuses of hmf-gate-draw. */
#ifndef HMF_GATE_DRAW_H
#define HMF_GATE_DRAW_H

enum {
    DRAW_FAILED = 1,          /* usage error, a module cannot be loaded, output failed  */
    DRAW_OTHER_INTERFACE = 3, /* a module has another interface than the program        */
    DRAW_WRONG = 4,           /* an implementation failed or is missing                  */
};

#endif
