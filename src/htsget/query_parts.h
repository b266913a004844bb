/* query_parts: what both doors of a query share; for query*.c alone. */
#ifndef HTSGET_QUERY_PARTS_H
#define HTSGET_QUERY_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "htsget/query.h"

#define TAGS_MAX	1000	/* of tags, and of notags */

/* Everything of an endpoint, before anything is said. */
void	query_init(struct query *, enum endpoint);

/* a value, not empty. */
int	query_set_format(struct query *, const char *value, struct fault *);
int	query_set_class(struct query *, const char *value, struct fault *);

/* one more field into the bits. */
int	query_add_field(unsigned *fields, const char *name, size_t bytes,
	    struct fault *);

/* room for n tags; then one more. `name` is "tags" or "notags". */
int	query_make_tags(const char *name, size_t n, char ***tags,
	    struct fault *);
int	query_add_tag(const char *name, const char *tag, size_t bytes,
	    char **tags, size_t *ntags, struct fault *);

/* [server] encryption_scheme; the value as the message shall have it. */
int	query_encryption(const struct query_rules *, const char *value,
	    struct fault *);

/* Which of start and end were said. */
enum { HAS_START = 1 << 0, HAS_END = 1 << 1 };

/*
 * P-07, once the class is known: start and end fit the
 * reference, which may be NULL, and each other. *index is the region's in a
 * body; NULL: of a GET, where start and end may be equal.
 */
int	query_check_region(const struct query *, const struct region *,
	    unsigned has, const size_t *index, struct fault *);

/*
 * Last of all: no tag in both lists; with class=header `beside`,
 * a further parameter that was said or NULL, is refused if the rules are
 * strict, else the regions are dropped.
 */
int	query_settle(struct query *, const struct query_rules *,
	    const char *beside, struct fault *);

#endif
