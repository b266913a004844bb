/* store_file: regular files as objects, opened without leaving their roots. */
#ifndef STORE_STORE_FILE_H
#define STORE_STORE_FILE_H

#include "store/store.h"

/*
 * Opens a file that the operator named by an absolute path; links are
 * followed. Only regular files: a directory, FIFO, socket or device is a
 * FAULT_NOT_FOUND, like a missing file; EACCES is a FAULT_INTERNAL, what may
 * pass (fault_may_pass) a FAULT_UNAVAILABLE. Never blocks on a FIFO. With
 * `missing` not NULL a missing file returns NULL, sets *missing and leaves
 * the fault alone.
 */
struct object	*file_open(const char *path, bool *missing,
		    struct fault *);

/*
 * Opens `relative` below the directory `root`. Symbolic links may end inside
 * `root` or inside one of the nfollow folders of `follow`, nowhere else; the
 * check holds for what was really opened, whatever is swapped meanwhile.
 * No `..`, no empty or `.` segment in `relative`. Faults as in file_open; a
 * link that leads elsewhere is a FAULT_NOT_FOUND whose detail says so.
 */
struct object	*file_open_beneath(const char *root, const char *relative,
		    char *const *follow, size_t nfollow, bool *missing,
		    struct fault *);

#endif
