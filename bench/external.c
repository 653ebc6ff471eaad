/* external.c: runs a command and reads a list of numbers. */
#include "external.h"

#include <jansson.h>
#include <stdio.h>

bool hmf_time_external(void *what, double *seconds, char *message, size_t size) {
    FILE *pipe = popen(what, "r");
    if (!pipe) {
        snprintf(message, size, "cannot run %s", (const char *)what);
        return false;
    }
    json_error_t error;
    json_t *list = json_loadf(pipe, 0, &error);
    const int status = pclose(pipe);
    const json_t *last = json_array_get(list, json_array_size(list) - 1);
    const bool good = status == 0 && json_is_number(last);
    if (good)
        *seconds = json_number_value(last);
    else
        snprintf(message, size, "%s: %s", (const char *)what,
                 status != 0 ? "failed" : "printed no list of numbers");
    json_decref(list);
    return good;
}
