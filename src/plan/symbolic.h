/* symbolic: how far ALT alleles reach past REF (VCF 4.4 and 4.5). */
#ifndef PLAN_SYMBOLIC_H
#define PLAN_SYMBOLIC_H

#include <stdbool.h>
#include <stddef.h>

/* <DEL>, <DUP>, <INV>, <CNV> and their subtypes: SVLEN tells the reach. */
bool	symbolic_has_svlen(const char *alt, size_t bytes);

/* <*>: FORMAT/LEN tells the reach. */
bool	symbolic_has_len(const char *alt, size_t bytes);

#endif
