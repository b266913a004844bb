#include "http/sendfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/uri.h"
#include "base/utf8.h"

#define LOCATION	"/htsgate-sendfile"

/* lighttpd answers 502 for invalid UTF-8, and takes `_` for control bytes. */
static bool
bytes_fit(const char *path)
{
	const unsigned char *at = (const unsigned char *)path;

	for (; *at != '\0'; at++)
		if (*at < ' ' || *at == 0x7f)
			return false;
	return utf8_valid(path, strlen(path));
}

/* A path that each of them would make another one of is none of a file. */
static bool
segments_fit(const char *path)
{
	size_t bytes;

	if (path[0] != '/')
		return false;
	while (*path == '/') {
		path++;
		bytes = strcspn(path, "/");
		if (bytes == 0 || (bytes <= 2 && strspn(path, ".") >= bytes))
			return false;
		path += bytes;
	}
	return true;
}

/*
 * mod_xsendfile 0.12 takes the path as it is and later versions decode it; a
 * path without `%` is the same to both. Apache cuts blanks at a line's end.
 */
static bool
raw_fits(const char *path)
{
	return strchr(path, '%') == NULL && path[strlen(path) - 1] != ' ';
}

static bool
put_value(struct sendfile_line *line, const char *front, const char *path)
{
	size_t bytes = strlen(front);
	int n;

	/* "/a/" and "/x" are "/a/x". */
	if (bytes > 0 && front[bytes - 1] == '/')
		bytes--;
	if (bytes > SENDFILE_VALUE_MAX)
		return false;
	n = snprintf(line->value, sizeof line->value, "%.*s%s", (int)bytes,
	    front, path);
	return n >= 0 && (size_t)n < sizeof line->value;
}

static bool
put_encoded(struct sendfile_line *line, const char *front, const char *path)
{
	char *encoded = uri_encode_path(path);
	bool fits = encoded != NULL && put_value(line, front, encoded);

	free(encoded);
	return fits;
}

bool
sendfile_tell(enum sendfile kind, const char *location, const char *path,
    struct sendfile_line *line)
{
	if (!segments_fit(path) || !bytes_fit(path))
		return false;
	switch (kind) {
	case SENDFILE_LIGHTTPD:
		line->name = "X-Sendfile";
		return put_encoded(line, "", path);
	case SENDFILE_APACHE:
		line->name = "X-Sendfile";
		return raw_fits(path) && put_value(line, "", path);
	case SENDFILE_NGINX:
		line->name = "X-Accel-Redirect";
		return put_encoded(line, location != NULL ? location :
		    LOCATION, path);
	case SENDFILE_NONE:
		break;
	}
	return false;
}
