/* copy_file.h: a file under another name: to the loader, another library. */
#ifndef HMF_GATE_COPY_FILE_H
#define HMF_GATE_COPY_FILE_H

#include <stdbool.h>

/* Makes `to`, which only its owner may read, write and run, with the content of `from`. False, with
 * the reason in errno: also where `to` is there already. */
bool gate_copy_file(const char *from, const char *to);

#endif
