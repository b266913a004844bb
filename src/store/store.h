/* store: objects (files) to read at a place; a vtable by scheme. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/fault.h"

/* What tells one content of an object from another. */
struct version {
	uint64_t	device;
	uint64_t	inode;
	uint64_t	size;	/* bytes */
	int64_t		mtime;	/* nanoseconds since 1970 */
	int64_t		ctime;	/* nanoseconds since 1970 */
};

struct object;

struct object_ops {
	/* As pread(2): bytes read, 0 at the end, -1 with errno. */
	ssize_t (*read)(struct object *, void *, size_t, uint64_t offset);
	/* The version as it is now: 0, or -1 with errno. */
	int (*stat)(struct object *, struct version *);
	/* Where it really is, links resolved, for a web server to give; the
	   caller frees. NULL: not known, or another is there by now. */
	char *(*resolve)(struct object *);
	void (*close)(struct object *);
};

struct object {
	const struct object_ops	*ops;
	struct version		 version;	/* when it was opened */
	uint64_t		 allocated;	/* bytes on disk; far fewer than
						   its size: released to tape */
	unsigned		 mode;		/* permissions, as of stat(2) */
	char			*path;		/* as asked for; log only */
};

struct stat;

struct version	 version_of(const struct stat *);
bool		 version_equal(const struct version *,
		    const struct version *);

/*
 * Whether whatever is written from now on will show in the version: a clock
 * that ticks slowly gives two writes shortly after one another the same time.
 */
bool		 version_settled(const struct version *);

#define VERSION_TEXT	32	/* hexadecimal digits */

/*
 * What a URL of ours knows a version by: digits made of inode, size, mtime
 * and ctime, but not of the device, whose number another node of the same
 * network file system may count otherwise.
 */
void		 version_text(const struct version *,
		    char text[VERSION_TEXT + 1]);

/* "… cannot be read": FAULT_UNAVAILABLE for what may pass. Returns -1. */
int	store_cannot_read(const char *path, const char *what, int error,
	    struct fault *);

/*
 * Reads exactly `bytes` at `offset`; anything less is a FAULT_INTERNAL that
 * says where the object ended, but for an errno that may pass. Reads are
 * retried on EINTR.
 */
int	object_read(struct object *, void *, size_t bytes, uint64_t offset,
	    struct fault *);

/* Reads up to `bytes`; stores how many in *got (fewer only at the end). */
int	object_read_some(struct object *, void *, size_t bytes,
	    uint64_t offset, size_t *got, struct fault *);

/* A fault if the object is no longer what it was when it was opened. */
int	object_unchanged(struct object *, struct fault *);

/* Where it really is; NULL: nobody else can be told (struct object_ops). */
char	*object_resolve(struct object *);

/*
 * Whether a file system that moves files to tape has released it: 64 KiB or
 * more, of which less than an eighth is on disk.
 */
bool	object_is_offline(const struct object *);

/* NULL is safe. */
void	object_close(struct object *);

#endif
