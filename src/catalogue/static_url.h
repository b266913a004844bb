/* static_url: where the web server gives a file, by its path alone. */
#ifndef CATALOGUE_STATIC_URL_H
#define CATALOGUE_STATIC_URL_H

#include "base/fault.h"
#include "conf/settings.h"

/*
 * The static URL of an absolute path, by the section with the longest `path`
 * above it that has `url`; where there is none, of the file that the path
 * leads to through links. *url is NULL if there is none; the caller frees it.
 * *lender is that section. A fault only for what may pass.
 */
int	static_url(const struct settings *, const char *path, char **url,
	    const struct data **lender, struct fault *);

#endif
