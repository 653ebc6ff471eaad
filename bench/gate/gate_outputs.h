/* gate_outputs.h: the report to everybody who has asked for it. */
#ifndef HMF_GATE_OUTPUTS_H
#define HMF_GATE_OUTPUTS_H

#include "gate_options.h"
#include "gate_report.h"

/* Whether all files that are asked for can be written; says which cannot. To be asked first. */
bool gate_outputs_writable(const gate_options *options);

/* Annotations, if asked for, and the table on standard output, and all files. False having said
 * what could not be written. */
bool gate_outputs_write(const gate_options *options, const gate_report *report);

#endif
