/* guard: `allow` that would guard nothing is refused; for sections.c. */
#ifndef CONF_GUARD_H
#define CONF_GUARD_H

#include "conf/ini.h"
#include "conf/settings.h"

/*
 * Checks all sections of data with `allow` when all are read; `sections` are
 * those of settings->data. An `allow` without [access] secret, or on files
 * that a static URL gives to anybody, unless forward_authorization says that
 * the web server asks there (of a URL that another section lends in that one,
 * too): a fault.
 */
int	guard_check(const struct ini *,
	    const struct ini_section *const *sections, const struct settings *,
	    struct fault *);

#endif
