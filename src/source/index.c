#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "source/index.h"

static int
index_damaged(const struct dataset *d, struct fault *fault)
{
	return fault_detail(fault, FAULT_INTERNAL,
	    "the index of this dataset is damaged",
	    "%s: cannot be read as %s index of %s", d->index->path,
	    index_kind_name(d->index_kind), d->path);
}

/*
 * htslib opens files by name: it gets one that stands for the descriptor
 * which dataset_open has checked.
 */
static int
load_by_htslib(struct source *s, const struct dataset *d, struct fault *fault)
{
	const char *name;

	if ((name = object_name(d->index, fault)) == NULL)
		return -1;
	if (s->format == FORMAT_VCF) {
		if ((s->tbx = tbx_index_load3(name, name, 0)) != NULL)
			s->idx = s->tbx->idx;
	} else
		s->idx = hts_idx_load3(name, name, d->index_kind == INDEX_BAI ?
		    HTS_FMT_BAI : HTS_FMT_CSI, 0);
	if (s->idx == NULL)
		return index_damaged(d, fault);
	return 0;
}

/* An index of another file often knows other references. */
static int
check_kinship(const struct source *s, const struct dataset *d,
    struct fault *fault)
{
	if (s->tbx != NULL && (s->tbx->conf.preset & 0xffff) != TBX_VCF)
		return fault_detail(fault, FAULT_INTERNAL,
		    "the index of this dataset is not one of a VCF file",
		    "%s: tabix preset %d", d->index->path,
		    s->tbx->conf.preset);
	if (s->tbx == NULL && s->idx != NULL &&
	    hts_idx_nseq(s->idx) > s->nreferences)
		return fault_detail(fault, FAULT_INTERNAL,
		    "the index of this dataset does not belong to its file",
		    "%s: %d references, the file %s has %d", d->index->path,
		    hts_idx_nseq(s->idx), d->path, s->nreferences);
	return 0;
}

/* Heap in use; the index's own structures are private to htslib. */
static size_t
heap_bytes(void)
{
	struct mallinfo2 m = mallinfo2();

	return m.uordblks + m.hblkhd;
}

int
index_load(struct source *s, const struct dataset *d,
    const struct limits *limits, struct fault *fault)
{
	size_t before = heap_bytes(), after;
	int error;

	if (d->index->version.size > limits->index)
		return fault_detail(fault, FAULT_INTERNAL,
		    "the index of this dataset is larger than the server "
		    "reads", "%s: over %llu bytes ([limits] index)",
		    d->index->path, (unsigned long long)limits->index);
	if (d->index_kind == INDEX_CRAI) {
		s->crai = crai_load(d->index, s->version.size, limits->index,
		    fault);
		error = s->crai == NULL ? -1 : 0;
	} else
		error = load_by_htslib(s, d, fault);
	if (error == -1 || check_kinship(s, d, fault) == -1 ||
	    object_unchanged(d->index, fault) == -1) {
		index_clear(s);
		return -1;
	}
	if (d->index->version.mtime < s->version.mtime)
		log_write(LOG_WARNING, "%s is older than %s", d->index->path,
		    d->path);
	after = heap_bytes();
	s->memory += after > before ? after - before : d->index->version.size;
	s->index_kind = d->index_kind;
	s->index_version = d->index->version;
	return 0;
}

void
index_clear(struct source *s)
{
	if (s->tbx != NULL)
		tbx_destroy(s->tbx);
	else if (s->idx != NULL)
		hts_idx_destroy(s->idx);
	crai_free(s->crai);
	s->tbx = NULL;
	s->idx = NULL;
	s->crai = NULL;
	s->index_kind = INDEX_NONE;
	s->index_proved = false;
}

static struct chunk
chunk_clip(const struct source *s, const hts_pair64_max_t *off)
{
	struct chunk c = { off->u, off->v };

	if (c.start < s->hend)
		c.start = s->hend;
	return c;
}

int
index_query(const struct source *s, int32_t tid, int64_t beg, int64_t end,
    struct chunks *c, struct fault *fault)
{
	hts_itr_t *itr;
	int i;

	memset(c, 0, sizeof(*c));
	if (tid >= hts_idx_nseq(s->idx))	/* none of its records */
		return 0;
	if ((itr = hts_itr_query(s->idx, tid, beg, end, NULL)) == NULL)
		return fault_nomem(fault);
	if (itr->n_off > 0 && (c->v = calloc(itr->n_off, sizeof(*c->v))) ==
	    NULL) {
		hts_itr_destroy(itr);
		return fault_nomem(fault);
	}
	for (i = 0; i < itr->n_off; i++) {
		c->v[c->n] = chunk_clip(s, &itr->off[i]);
		if (c->v[c->n].start < c->v[c->n].end)
			c->n++;
	}
	hts_itr_destroy(itr);
	return 0;
}

/* The greatest chunk end of all references: a slow way, once a file. */
static int
last_chunk_end(const struct source *s, uint64_t *voffset, struct fault *fault)
{
	struct chunks c;
	int32_t tid, n = hts_idx_nseq(s->idx);

	for (tid = 0; tid < n; tid++) {
		if (index_query(s, tid, 0, HTS_POS_MAX, &c, fault) == -1)
			return -1;
		if (c.n > 0 && c.v[c.n - 1].end > *voffset)
			*voffset = c.v[c.n - 1].end;
		free(c.v);
	}
	return 0;
}

int
index_placed_end(const struct source *s, uint64_t *voffset,
    struct fault *fault)
{
	hts_itr_t *itr;
	bool known = false;

	*voffset = 0;
	itr = hts_itr_query(s->idx, HTS_IDX_NOCOOR, 0, 0, NULL);
	if (itr != NULL) {	/* NULL: the index counts nothing at all */
		known = itr->read_rest;
		if (known)
			*voffset = itr->curr_off;
		hts_itr_destroy(itr);
	}
	if (!known && last_chunk_end(s, voffset, fault) == -1)
		return -1;
	if (*voffset < s->hend)
		*voffset = s->hend;
	return 0;
}
