/* span_text: the `parts` of a data URL, text and back. */
#ifndef HTSGET_SPAN_TEXT_H
#define HTSGET_SPAN_TEXT_H

#include <stdbool.h>

#include <htslib/kstring.h>

#include "base/fault.h"
#include "htsget/span.h"

/* Bytes of the longest text. */
#define SPAN_TEXT_MAX	(34 * SPAN_PARTS_MAX + 3)

/*
 * Parses `header`, or START-END,…[,eof], or `eof` into an empty span; `name`
 * is for messages. Anything else, as more than SPAN_PARTS_MAX parts, is
 * FAULT_INVALID_INPUT. The caller calls span_clear.
 */
int	span_parse(struct span *, const char *name, const char *text,
	    struct fault *);

/* Whether it has a text that span_parse takes. */
bool	span_has_text(const struct span *);

/* Appends the text of such a span; -1: no memory. */
int	span_put(kstring_t *, const struct span *);

#endif
