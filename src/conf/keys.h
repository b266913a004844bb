/* keys: the table of all keys of the INI file; for the rooms of conf alone. */
#ifndef CONF_KEYS_H
#define CONF_KEYS_H

#include "conf/settings.h"

/* What a [data NAME] holds. */
enum { WITH_PATH = 1, WITH_FILES = 2, WITH_MANIFEST = 4 };

/* The words of an enum, by its values. */
struct words {
	const char *const *v;
	size_t		 n;
	const char	*wanted;	/* what a good one is */
};

struct key {
	const char	*section;	/* "data" for [data NAME] */
	const char	*name;
	/* As in values.h; `at` is the member itself. */
	const char	*(*read)(const struct key *, const char *, void *at);
	size_t		 offset;	/* in struct settings or struct data */
	const char	*help;
	bool		 string;	/* the member is a char *, owned */
	bool		 empty;		/* the value may be empty */
	bool		 shared;	/* may stand in [defaults] */
	unsigned	 kinds;		/* of sections that it goes with; 0:
					   all */
	const char	*misplaced;	/* why not there, and what to do */
	enum format	 format;	/* of a file */
	const struct words *words;	/* of a member that is an enum */
	uint64_t	 least, most, normal;	/* of a number */
};

extern const struct key key_table[];

/* NULL if the section has no such key. */
const struct key *key_find(const char *section, const char *name);

/* Has the section keys at all? */
bool	key_section(const char *section);

/* Free what the keys of a section made, and nothing else. */
void	key_clear_data(struct data *);
void	key_clear_settings(struct settings *);

#define KEY_COUNT	59
#define KEY_VALUE_SHOWN	100	/* bytes of a value or name in a fault */

#endif
