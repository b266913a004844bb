/*
 * index_file: a BAI, CSI or TBI, whichever its first bytes say. Where each
 * reference's part begins is found at first; a part is read when it is asked
 * for, and kept.
 */
#ifndef SOURCE_INDEX_FILE_H
#define SOURCE_INDEX_FILE_H

#include "source/bins.h"
#include "source/names.h"

/* Of tabix (tabix specification, section 2): how lines are to be read. */
#define TABIX_VCF	2

struct index_file;

/*
 * Reads the head: how many references, tabix' names. Borrows the object until
 * index_file_rest. The index may have up to `limit` bytes, inflated. NULL on
 * a fault, FAULT_INTERNAL "… is damaged" with the reason as its detail.
 */
struct index_file *index_file_open(struct object *, uint64_t limit,
		    struct fault *);
void		 index_file_free(struct index_file *);

/* Finds the references' parts; before any other call that asks for them. */
int	index_file_scan(struct index_file *, struct fault *);

/*
 * Borrows the same version of the same file, opened again, until
 * index_file_rest, as queries need it.
 */
void	index_file_turn(struct index_file *, struct object *);
void	index_file_rest(struct index_file *);

uint32_t index_file_references(const struct index_file *);

/* The names by tabix, ids of references; NULL: it has none. */
const struct names *index_file_names(const struct index_file *);

/* The preset by tabix (format without its flags), or -1. */
int	index_file_preset(const struct index_file *);

/*
 * As bins_query, of one reference; none of one that the index lacks. Reads its
 * part if need be.
 */
int	index_file_query(struct index_file *, uint32_t reference, int64_t beg,
	    int64_t end, uint64_t least, struct chunks *, struct fault *);

/* As bins_gap, of one reference. */
int	index_file_gap(struct index_file *, uint32_t reference, int64_t end,
	    int64_t *beg, struct fault *);

/* Where the records of all references end, a virtual offset; 0: no records. */
int	index_file_placed_end(struct index_file *, uint64_t *voffset,
	    struct fault *);

/* Bytes held, about. */
size_t	index_file_memory(const struct index_file *);

#endif
