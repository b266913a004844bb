#include <stdlib.h>

#include "base/log.h"
#include "source/index.h"

/* A tabix index of another format than VCF, or of no format at all. */
static int
check_tabix(const struct source *s, const struct dataset *d,
    struct fault *fault)
{
	const int preset = index_file_preset(s->index);

	if (s->format != FORMAT_VCF || preset == TABIX_VCF)
		return 0;
	return fault_detail(fault, FAULT_INTERNAL,
	    "the index of this dataset is not one of a VCF file",
	    "%s: tabix preset %d", d->index->path, preset);
}

/* An index of another file often knows other references. */
static int
check_kinship(const struct source *s, const struct dataset *d,
    struct fault *fault)
{
	const uint32_t n = index_file_references(s->index);

	if (check_tabix(s, d, fault) == -1)
		return -1;
	if (s->format == FORMAT_VCF || n <= (uint32_t)s->nreferences)
		return 0;
	return fault_detail(fault, FAULT_INTERNAL,
	    "the index of this dataset does not belong to its file",
	    "%s: %u references, the file %s has %d", d->index->path, n,
	    d->path, s->nreferences);
}

static int
load_crai(struct source *s, const struct dataset *d,
    const struct limits *limits, struct fault *fault)
{
	s->crai = crai_load(d->index, s->version.size, limits->index, fault);
	return s->crai == NULL ? -1 : 0;
}

static int
load_bins(struct source *s, const struct dataset *d,
    const struct limits *limits, struct fault *fault)
{
	s->index = index_file_open(d->index, limits->index, fault);
	if (s->index == NULL || check_kinship(s, d, fault) == -1)
		return -1;
	return index_file_scan(s->index, fault);
}

int
index_load(struct source *s, const struct dataset *d,
    const struct limits *limits, struct fault *fault)
{
	int error;

	s->index_settled = version_settled(&d->index->version);
	if (d->index->version.size > limits->index)
		return fault_detail(fault, FAULT_INTERNAL,
		    "the index of this dataset is larger than the server "
		    "reads", "%s: over %llu bytes ([limits] index)",
		    d->index->path, (unsigned long long)limits->index);
	error = d->index_kind == INDEX_CRAI ? load_crai(s, d, limits, fault) :
	    load_bins(s, d, limits, fault);
	if (error == -1 || object_unchanged(d->index, fault) == -1) {
		index_clear(s);
		return -1;
	}
	if (d->index->version.mtime < s->version.mtime)
		log_write(LOG_WARNING, "%s is older than %s", d->index->path,
		    d->path);
	s->index_kind = d->index_kind;
	s->index_version = d->index->version;
	return 0;
}

void
index_clear(struct source *s)
{
	index_file_free(s->index);
	crai_free(s->crai);
	s->index = NULL;
	s->crai = NULL;
	s->index_kind = INDEX_NONE;
	s->index_proved = false;
}

int
index_query(const struct source *s, int32_t tid, int64_t beg, int64_t end,
    struct chunks *c, struct fault *fault)
{
	return index_file_query(s->index, (uint32_t)tid, beg, end, s->hend, c,
	    fault);
}

int
index_gap(const struct source *s, int32_t tid, int64_t end, int64_t *beg,
    struct fault *fault)
{
	return index_file_gap(s->index, (uint32_t)tid, end, beg, fault);
}

int
index_placed_end(const struct source *s, uint64_t *voffset,
    struct fault *fault)
{
	if (index_file_placed_end(s->index, voffset, fault) == -1)
		return -1;
	if (*voffset < s->hend)
		*voffset = s->hend;
	return 0;
}
