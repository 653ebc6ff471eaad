/* check_list.h: the checks' functions, for the list in checks.c; what each proves stands there. */
#ifndef HMF_CHECK_LIST_H
#define HMF_CHECK_LIST_H

#include "checks.h"

/* check_arguments.c */
void check_descriptor(check_run *run);
void check_empty_grid(check_run *run);
void check_errors(check_run *run);
void check_inputs_kept(check_run *run);
void check_output_whole(check_run *run);

/* check_answers.c */
void check_one_point(check_run *run);
void check_every_length(check_run *run);
void check_any_alignment(check_run *run);
void check_any_order(check_run *run);
void check_scalar_equals_batch(check_run *run);
void check_large_grids(check_run *run);
void check_inputs_used(check_run *run);
void check_edges(check_run *run);
void check_truth(check_run *run);

/* check_state.c */
void check_repeatable(check_run *run);
void check_states_apart(check_run *run);
void check_threads(check_run *run);
void check_fp_environment(check_run *run);
void check_leaks(check_run *run);
void check_no_allocation(check_run *run);
void check_no_memory(check_run *run);

#endif
