/* deflate: bytes -> BGZF blocks (SAMv1 4.1). */
#ifndef SOURCE_DEFLATE_H
#define SOURCE_DEFLATE_H

#include <stddef.h>
#include <stdint.h>

#include <htslib/kstring.h>

#include "base/fault.h"

#define DEFLATE_BLOCK	65280	/* inflated bytes a block, as bgzip does */

/* Appends `bytes` as BGZF blocks, level 1, to out; no EOF block. */
int	deflate_append(kstring_t *out, const uint8_t *data, size_t bytes,
	    struct fault *);

#endif
