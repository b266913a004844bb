/* names: reference names -> ids of an object; a hash table of strings. */
#ifndef SOURCE_NAMES_H
#define SOURCE_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct names;

struct names	*names_new(void);
void		 names_free(struct names *);

/* Copies the name. 1: added, 0: was there already (kept), -1: no memory. */
int	names_add(struct names *, const char *name, size_t bytes, int32_t id);

/* The id, or -1. */
int32_t	names_find(const struct names *, const char *name);

/* The file's spelling of a name that differs by "chr" or case, or NULL. */
const char *names_alike(const struct names *, const char *name);

size_t	names_count(const struct names *);
size_t	names_memory(const struct names *);

#endif
