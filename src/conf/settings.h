/* settings: the INI file as structs. They live until the next good reload. */
#ifndef CONF_SETTINGS_H
#define CONF_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/format.h"
#include "base/log.h"
#include "conf/who.h"

/* What a file without the EOF marker gets; it is taken for truncated. */
enum missing_eof { MISSING_EOF_REFUSE, MISSING_EOF_SERVE };

/* Which tickets hold bytes themselves; others have http URLs only. */
enum inlining { INLINE_READS, INLINE_ALWAYS, INLINE_NEVER };

/*
 * [cors]: the web sites that may read, as browsers send them: scheme and host
 * in lower case, no slash at the end; n == 0: any.
 */
struct cors {
	char	**origins;
	size_t	 n;
};

/* Which feature of the web server gives files that we name to it. */
enum sendfile {
	SENDFILE_NONE,		/* none: we stream them */
	SENDFILE_LIGHTTPD,	/* X-Sendfile, percent-encoded */
	SENDFILE_APACHE,	/* X-Sendfile of mod_xsendfile */
	SENDFILE_NGINX		/* X-Accel-Redirect, below `location` */
};

struct access {			/* [access] */
	char	*secret;	/* a file; NULL: nothing is guarded */
	char	*groups;	/* htgroup, or NULL */
	char	*grants;	/* table of regions, or NULL */
	char	*challenge;	/* WWW-Authenticate; NULL: "Bearer" */
	uint64_t expires;	/* seconds that a signed URL is good (12 h) */
	uint64_t slack;		/* and how much clocks may differ (60) */
	enum sendfile sendfile;	/* (none) */
	char	*location;	/* `sendfile_location`; of nginx; NULL:
				   "/htsgate-sendfile" */
	bool	bind_user;	/* signed URLs are for their user alone (no) */
};

/* How much of a client's address the audit tells. */
enum audit_address { AUDIT_FULL, AUDIT_NET, AUDIT_NONE };

struct audit {			/* [audit] */
	char	*file;		/* NULL: none is kept */
	enum audit_address address;
};

struct server {			/* [server] */
	char	*base_url;	/* no trailing slash; NULL: from the request */
	char	*id;		/* service-info; NULL: from the host's name */
	char	*name;
	char	*description;
	char	*organization;
	char	*organization_url;
	char	*contact_url;
	char	*documentation_url;
	char	*environment;
	char	*created_at;	/* RFC 3339, or NULL */
	char	*updated_at;
	enum inlining inlining;	/* `inline` (reads) */
	bool	strict;		/* class=header beside other parameters is
				   refused (no) */
	bool	refuse_encryption; /* `encryption_scheme` (ignore) */
};

struct data {			/* one [data NAME]; no path ends in `/` */
	char		*name;		/* NAME as written */
	char		*path;		/* a directory, or NULL */
	char		*manifest;	/* a table of ids, or NULL */
	char		*prefix;	/* "" if none; of path and manifest */
	char		*url;		/* with path only, or NULL */
	char		**follow;	/* folders; with path only */
	size_t		 nfollow;
	char		*index;		/* a directory; NULL: beside the file */
	char		*reference;	/* FASTA, or NULL */
	enum missing_eof missing_eof;
	bool		 guarded;	/* there is an `allow` */
	struct who_list	 allow;		/* who may read all of it */
	bool		 hide;		/* for others it is not there */
	bool		 forward_authorization; /* the web server guards `url`
					   by the same login */
	bool		 offline_refused; /* what is on tape is not read */
	char		*id;		/* of a section with files, or NULL */
	char		*file[FORMAT_COUNT];	/* NULL if none */
};

struct limits {			/* [limits]; bytes unless said */
	uint64_t url_bytes;	/* longest range in one URL (1 GiB) */
	uint64_t inline_answer;	/* such a whole answer is inline (64 KiB) */
	uint64_t inline_floor;	/* shorter ranges are inlined (32 KiB) */
	uint64_t inline_header;	/* longest header given inline (4 MiB) */
	uint64_t inline_body;	/* inline bytes of a ticket's body (768 KiB) */
	uint64_t header;	/* longest header read, inflated (256 MiB) */
	uint64_t record;	/* longest record read, inflated (256 MiB) */
	uint64_t index;		/* largest index file read (1 GiB) */
	uint64_t head_scan;	/* BGZF blocks of a head scan (4,096) */
	uint64_t query;		/* longest query string (16 KiB) */
	uint64_t body;		/* longest body of a POST (1 MiB) */
	uint64_t regions;	/* most regions of a POST (10,000) */
	uint64_t blocks;	/* BGZF blocks inflated for a ticket (128 Ki) */
};

#define SETTINGS_DIGEST	16	/* hexadecimal digits */

struct settings {
	char		*path;		/* of the INI file */
	char		 digest[SETTINGS_DIGEST + 1];	/* of what it says,
						   not of comments */
	struct server	 server;
	struct limits	 limits;
	struct cors	 cors;
	struct access	 access;
	struct audit	 audit;
	uint64_t	 cache_memory;	/* [cache] memory, bytes (256 MiB) */
	char		*log_file;	/* [log] file; NULL: stderr */
	enum log_level	 log_level;	/* [log] level (warning) */
	struct data	*data;
	size_t		 ndata;
	void		*ids;		/* private: id -> index of data */
	size_t		*directories;	/* indexes of data with path, the
					   longest prefix first */
	size_t		 ndirectories;
	size_t		*manifests;	/* … with manifest, in the order of
					   the file */
	size_t		 nmanifests;
};

/*
 * Reads and checks a file. Strict: an unknown section or key, a bad value, a
 * duplicate, a key of a feature that is not built, two definitions of an id,
 * two directories with one prefix, or `allow` without a secret or on files that
 * a static URL leaves open is a FAULT_INTERNAL whose detail is
 * "FILE: [section] key: what is wrong" (with ":LINE" behind FILE where a line
 * is at fault). Files and directories that the values name need not exist,
 * and a file without any [data NAME] is good. NULL on a fault.
 */
struct settings	*settings_load(const char *path, struct fault *);
void		 settings_free(struct settings *);

/*
 * The limits of an endpoint's tickets: where `inline` lets them hold no bytes,
 * inline_answer, inline_header and inline_body are 0.
 */
struct limits	settings_limits(const struct settings *, enum endpoint);

/*
 * The section with the longest `path` above an absolute path, by the names
 * alone, of those with `url`; NULL: none. *rest is what is left of the path.
 */
const struct data *settings_static(const struct settings *, const char *path,
	    const char **rest);

/* The section that defines an id by `id` or by its files; NULL if none. */
const struct data *settings_find_id(const struct settings *, const char *id);

/*
 * The file to read: HTSGATE_CONFIG of the process's environment, else
 * `parameter` (the FastCGI parameter of that name) if not NULL and not empty,
 * else the compiled-in $sysconfdir/htsgate.ini.
 */
const char	*settings_locate(const char *parameter);

/*
 * The n-th key that there is, and its section ("data" for [data NAME]); NULL
 * behind the last. The sample and the manual are tested against it.
 */
const char	*settings_key(size_t n, const char **section);

#endif
