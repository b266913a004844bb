/* watch: a small file of the operator's, read again when it changes. */
#ifndef ACCESS_WATCH_H
#define ACCESS_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "store/store.h"

#define ACCESS_FILE_MAX	(16u << 20)	/* bytes of groups, of grants, … */
#define ACCESS_BED_MAX	(64u << 20)	/* … and of a BED file */

/* A whole file. */
struct watch_text {
	char		*s;	/* a NUL stands behind it */
	size_t		 bytes;
	unsigned	 mode;	/* permissions */
};

struct watch {
	/* Set by the owner. */
	const char	*what;	/* for the log, as "[access] groups" */
	size_t		 most;	/* bytes of a file that is read */
	/* Takes what was read (it is freed afterwards): 0, or -1 and a fault
	   whose detail need not name the file. */
	int		 (*take)(void *, const struct watch_text *,
			    struct fault *);
	/* Forgets what was taken; also when nothing was. */
	void		 (*drop)(void *);
	void		*arg;

	/* Private. */
	char		*path;		/* NULL: no file is named */
	struct version	 version;	/* of what was read last … */
	bool		 settled;	/* … and need not be read again */
	uint64_t	 turn;		/* of the last look */
	bool		 good;		/* something is taken */
	char		*trouble;	/* logged already; NULL: none */
};

/* Follows another file, or none; what was taken of the old one is dropped. */
void	watch_path(struct watch *, const char *path);

/*
 * Looks at the file, unless it was in this turn already (turns begin at 1),
 * and reads it if it is another than the last time. Whether it was taken;
 * else it was dropped, whatever was there before, and the reason is logged
 * unless the last look had the same. A file that was changed when it was
 * looked at is read once more in the next turn: within the grain of its
 * times it may change again and look the same.
 */
bool	watch_look(struct watch *, uint64_t turn);

/* Why nothing is taken, for the log: "PATH: …". */
const char	*watch_trouble(const struct watch *);

/* Drops what was taken; the next look reads the file again, in any turn. */
void	watch_forget(struct watch *);
void	watch_clear(struct watch *);

#endif
