/* sections: the sections of an INI file into the settings; for settings.c. */
#ifndef CONF_SECTIONS_H
#define CONF_SECTIONS_H

#include <htslib/khash.h>

#include "conf/ini.h"
#include "conf/settings.h"

/* Text -> index of data; the texts are borrowed from the settings. */
KHASH_MAP_INIT_STR(texts, size_t)

/*
 * Reads all sections into settings that hold the defaults, empty `ids` and
 * room for a section of data, a directory and a manifest each. Directories and
 * manifests come out in the order of the file. 0, or -1 with the fault set.
 */
int	sections_read(const struct ini *, struct settings *, struct fault *);

#endif
