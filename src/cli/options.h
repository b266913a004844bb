/* options: the words behind a command, and the settings they lead to. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>

#include <htslib/kstring.h>

#include "base/format.h"
#include "conf/settings.h"

struct options {
	const char	*config;	/* the INI file; NULL: the server's */
	const char	*as;		/* of check: a user, or NULL */
	const char	*range;		/* of sign: FIRST-LAST, or NULL */
	const char	*parts;		/* as in a data URL, or NULL */
	const char	*output;	/* of manifest: a file, or NULL */
	const char	*user;		/* whom the URL is for, or NULL */
	const char	*expires;	/* as [access] expires, or NULL */
	bool		 quiet;
	bool		 help;
	bool		 version;
	bool		 has_endpoint;	/* --reads, --variants or --format */
	enum endpoint	 endpoint;
	kstring_t	 query;		/* the query string of the same GET */
	char		**words;	/* what is no option */
	int		 nwords;
};

/*
 * Reads the options that `allowed` names by their letters; with a leading
 * `+` it stops at the first word that is none. 0, or -1 after telling what
 * is wrong. The caller calls options_clear.
 */
int	options_parse(struct options *, const char *allowed, int argc,
	    char **argv);
void	options_clear(struct options *);

#define OPTIONS_GLOBAL	"+c:hv"
#define OPTIONS_CHECK	"c:hqA:"
#define OPTIONS_MANIFEST	"ho:"
#define OPTIONS_QUERY	"c:he:f:Hr:s:RV"
#define OPTIONS_SIGN	"c:hf:RVB:P:U:X:"
#define OPTIONS_VERIFY	"c:h"

/* The settings of the file, or NULL after telling what is wrong. */
struct settings	*options_settings(const struct options *);

/* How to use htsgate; the status of a command called with --help. */
int	options_help(void);

#endif
