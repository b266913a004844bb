/* ini: an INI file as a list of section, key, value, line; strict. */
#ifndef CONF_INI_H
#define CONF_INI_H

#include <stddef.h>

#include "base/fault.h"

/* Names are compared in lower case, as iniparser folds them. */
struct ini_section {
	char	*name;		/* "data na12878" */
	char	*written;	/* "data NA12878" */
	unsigned line;		/* 1-based */
};

struct ini_entry {
	size_t	 section;	/* index into sections */
	char	*key;		/* lower case */
	char	*value;		/* unquoted, as iniparser reads it */
	unsigned line;
};

struct ini {
	char			*path;
	struct ini_section	*sections;	/* in file order */
	size_t			 nsections;
	struct ini_entry	*entries;	/* in file order: those of a
						   section are neighbours */
	size_t			 nentries;
};

/*
 * Values are read by iniparser; a pass over the lines before it refuses what
 * iniparser would swallow: repeated sections and keys, `:` in a section's
 * name, a line that is neither comment, section nor key, a line over
 * INI_LINE_MAX bytes, an unquoted `;` or `#` inside a value (a blank and `;`
 * begin a comment), text behind a closing quote, a line continued with a
 * backslash, control bytes, bad UTF-8, a byte order mark, more than
 * INI_ENTRIES_MAX sections and keys. What may pass (no memory, no descriptor,
 * an error of the disk, a file changed meanwhile) is FAULT_UNAVAILABLE, all
 * else FAULT_INTERNAL. The caller frees with ini_free.
 */
struct ini	*ini_load(const char *path, struct fault *);
void		 ini_free(struct ini *);

/* Where in a file a fault is; what is not known is 0 or NULL. */
struct ini_place {
	const char	*path;
	unsigned	 line;
	const char	*section;	/* as written */
	const char	*key;
};

/* Places that point into the ini. */
struct ini_place ini_at_entry(const struct ini *, const struct ini_entry *);
struct ini_place ini_at_section(const struct ini *, const struct ini_section *);

/*
 * Sets FAULT_INTERNAL with the detail "PATH:LINE: [SECTION] KEY: text".
 * Returns -1.
 */
int	ini_fault(struct fault *, const struct ini_place *, const char *, ...)
	    __attribute__((format(printf, 3, 4)));

#define INI_LINE_MAX	1000	/* iniparser loses the file at 1,024 */
#define INI_ENTRIES_MAX	40000	/* iniparser is quadratic: 0.45 s */
#define INI_BYTES_MAX	(64u << 20)	/* of the file, comments included */

#endif
