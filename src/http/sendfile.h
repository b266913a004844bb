/* sendfile: how a web server is told to give a file in our place. */
#ifndef HTTP_SENDFILE_H
#define HTTP_SENDFILE_H

#include <stdbool.h>

#include "conf/settings.h"
#include "http/head.h"

/*
 * Bytes of a value, so that the other lines of a head that gives a file, with
 * an Origin of CORS_ORIGIN_MAX, have room beside it.
 */
#define SENDFILE_VALUE_MAX	2048
_Static_assert(SENDFILE_VALUE_MAX <= HEAD_MAX / 2, "no room for other lines");

struct sendfile_line {
	const char	*name;		/* of the header; static */
	char		 value[SENDFILE_VALUE_MAX + 1];
};

/*
 * Makes the header line that hands a file over. `path` is the real one of the
 * file, absolute and without `.`, `..` and empty segments; `location` is that
 * of nginx (NULL: "/htsgate-sendfile"), below which it has the root of the
 * file system.
 *
 * False: the file is for us to stream. That is so for SENDFILE_NONE, and for a
 * path that might lead the web server to another file or break the line: one
 * with bytes below a blank, DEL or invalid UTF-8, with a `%` or a blank at the
 * end for mod_xsendfile, one that is not as said above, one too long, and when
 * there is no memory.
 */
bool	sendfile_tell(enum sendfile, const char *location, const char *path,
	    struct sendfile_line *);

#endif
