/* check_query: what every query is that was taken, by GET or by POST. */
#ifndef FUZZ_CHECK_QUERY_H
#define FUZZ_CHECK_QUERY_H

#include <stdbool.h>

#include "htsget/query.h"

#define CHECK_RULES	2

/* Lenient ones with 8 regions, and strict ones that refuse encryption. */
extern const struct query_rules check_rules[CHECK_RULES];

void	check_query(const struct query *, bool post);

#endif
