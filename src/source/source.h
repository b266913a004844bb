/* source: header, names and index of one object, loaded once. */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <htslib/kstring.h>

#include "base/fault.h"
#include "catalogue/dataset.h"
#include "source/blocks.h"
#include "source/cram.h"
#include "source/crai.h"
#include "source/index_file.h"
#include "source/names.h"

/* Ids in a BCF header's dictionary of what reaches past REF; -1: absent. */
struct bcf_keys { int end, svlen, len; };

struct source {
	enum format	 format;
	struct version	 version;	/* of the object */
	bool		 settled;	/* version_settled when it was opened */
	struct names	*names;		/* of the header */
	int32_t		 nreferences;	/* BAM, BCF: ids below this are known */
	uint64_t	 hend;		/* virtual offset behind the header */
	uint64_t	 header_end;	/* address behind the block that holds
					   the header's last byte */
	bool		 header_aligned; /* it is also that block's last */
	kstring_t	 header;	/* else: made again as BGZF */
	uint64_t	 data_end;	/* address of the trailing empty blocks,
					   or of the EOF container */
	bool		 has_eof;	/* ends in its format's EOF marker */
	struct bcf_keys	 keys;		/* BCF */
	struct cram_layout cram;	/* CRAM */

	enum index_kind	 index_kind;	/* INDEX_NONE: not loaded */
	struct version	 index_version;
	bool		 index_settled;	/* version_settled when it was loaded */
	struct index_file *index;	/* BAI, CSI, TBI */
	struct crai	*crai;
	bool		 index_proved;	/* plan_check_index found it fit */

	struct blocks	*blocks;	/* those of the last query; NULL: none
					   yet, or another source has them */

	struct known	*known;		/* by earlier queries; NULL: nothing */

	size_t		 memory;	/* bytes of header and names */
};

/*
 * Reads the header (every step checked, [limits] header). The index is read
 * when source_load_index is first called. NULL on a fault: the file is not
 * what its name says, truncated, damaged.
 */
struct source	*source_open(struct object *, enum format,
		    const struct limits *, struct fault *);

/*
 * Loads the index and checks that it belongs to the object (stale or foreign:
 * FAULT_INTERNAL): once, but for one that was written a moment ago. Borrows
 * the dataset's until source_rest. A dataset without an index is a fault
 * that says so.
 */
int	source_load_index(struct source *, const struct dataset *,
	    const struct limits *, struct fault *);
/*
 * The blocks of the object, which is the source's, with what earlier calls
 * left there (blocks_turn). NULL: no memory.
 */
struct blocks *source_blocks(struct source *, struct object *,
	    struct fault *);

/* Gives back what a request lends: the object, the dataset's index. */
void	source_rest(struct source *);

/* Bytes that it holds now, about, without the blocks. */
size_t	source_memory(const struct source *);
void	source_free(struct source *);

/* The EOF marker of the source's format and version, *n bytes. */
const uint8_t *source_eof(const struct source *, size_t *n);

/* Id of a reference in the index or the header: *tid, or -1 if it is in the
 * header only (no records). FAULT_NOT_FOUND names a likely spelling. */
int	source_reference(const struct source *, const char *name,
	    int32_t *tid, struct fault *);

#endif
