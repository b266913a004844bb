/* unknown: what to say of keys and sections that there are not. */
#ifndef CONF_UNKNOWN_H
#define CONF_UNKNOWN_H

#include "conf/ini.h"

/*
 * Set a fault that tells a word of a feature that is not built from one that
 * is not known, and names the section or word that was meant if one is near.
 * Return -1.
 */
int	unknown_key(const struct ini *, const struct ini_entry *,
	    const char *section, struct fault *);
int	unknown_section(const struct ini *, const struct ini_section *,
	    struct fault *);

#endif
