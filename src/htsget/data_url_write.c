#include <inttypes.h>
#include <stdlib.h>

#include <htslib/kstring.h>

#include "base/uri.h"
#include "htsget/data_fields.h"
#include "htsget/data_url.h"
#include "htsget/span_text.h"

#define OTHER_TEXT_MAX	384	/* of all but parts and user */

/* A byte of a user's name becomes three at most. */
_Static_assert(DATA_QUERY_MAX > OTHER_TEXT_MAX + SPAN_TEXT_MAX +
    3 * DATA_USER_MAX, "the longest query of a data URL");

const char *
data_kind_name(enum data_kind kind)
{
	return kind == DATA_SPAN ? "span" : "file";
}

static bool
is_no_span(const struct span *span)
{
	return !span->header && span->nparts == 0 && !span->eof;
}

static bool
signing_may_be_written(enum data_kind kind, const struct data_query *q)
{
	if (!q->is_signed)
		return q->start == 0 && q->end == 0 && q->expires == 0 &&
		    q->user[0] == '\0' && q->key[0] == '\0' &&
		    q->signature[0] == '\0';
	return (kind == DATA_FILE ? q->start < q->end : q->end == 0) &&
	    q->expires < UINT64_MAX &&
	    (q->user[0] == '\0' || data_is_user(q->user)) &&
	    data_is_key(q->key) && data_is_signature(q->signature);
}

static bool
may_be_written(enum data_kind kind, const struct data_query *q)
{
	return *format_name(q->format) != '\0' &&
	    data_is_version(q->version) &&
	    (q->ticket[0] == '\0' || data_is_ticket(q->ticket)) &&
	    (kind == DATA_SPAN ? span_has_text(&q->span) :
	    is_no_span(&q->span)) && signing_may_be_written(kind, q);
}

static int
put_encoded(kstring_t *s, const char *before, const char *text)
{
	char *encoded = uri_encode_path(text);
	int rc = -1;

	if (encoded != NULL && kputs(before, s) != EOF &&
	    kputs(encoded, s) != EOF)
		rc = 0;
	free(encoded);
	return rc;
}

static int
put_granted(kstring_t *s, const struct data_query *q)
{
	if (q->end > 0 && ksprintf(s, "&range=%" PRIu64 "-%" PRIu64, q->start,
	    q->end - 1) < 0)
		return -1;
	if (q->user[0] != '\0' && put_encoded(s, "&user=", q->user) < 0)
		return -1;
	return ksprintf(s, "&expires=%" PRIu64 "&key=%s", q->expires,
	    q->key) < 0 ? -1 : 0;
}

/*
 * The parts behind the ticket and what is granted: the log cuts a long query.
 * The signature behind all, so that what is cut off is that first.
 */
static int
put_url(kstring_t *s, const char *base, enum data_kind kind, const char *id,
    const struct data_query *q)
{
	if (ksprintf(s, "%s/data/%s", base, data_kind_name(kind)) < 0 ||
	    put_encoded(s, "/", id) < 0 ||
	    ksprintf(s, "?format=%s&version=%s", format_name(q->format),
	    q->version) < 0)
		return -1;
	if (q->ticket[0] != '\0' && ksprintf(s, "&ticket=%s", q->ticket) < 0)
		return -1;
	if (q->is_signed && put_granted(s, q) < 0)
		return -1;
	if (kind == DATA_SPAN && (kputs("&parts=", s) == EOF ||
	    span_put(s, &q->span) < 0))
		return -1;
	if (q->is_signed && ksprintf(s, "&signature=%s", q->signature) < 0)
		return -1;
	return 0;
}

int
data_url_write(const char *base, enum data_kind kind, const char *id,
    const struct data_query *q, char **url, struct fault *fault)
{
	kstring_t s = KS_INITIALIZE;

	*url = NULL;
	if (!may_be_written(kind, q))
		return fault_detail(fault, FAULT_INTERNAL,
		    "the data URL cannot be written", "data URL of %s: bad "
		    "format, version, ticket, span or signature", id);
	if (put_url(&s, base, kind, id, q) < 0) {
		ks_free(&s);
		return fault_nomem(fault);
	}
	*url = ks_release(&s);
	return 0;
}
