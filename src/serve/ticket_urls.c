#include "serve/ticket_urls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "htsget/data_url.h"
#include "htsget/ticket.h"

_Static_assert(VERSION_TEXT == DATA_VERSION_TEXT, "a version in a URL");

/* The URLs of a ticket, and the strings that they borrow. */
struct urls {
	const struct plan	*plan;
	const struct whereabouts *at;
	struct data_query	 query;		/* what our own have in
						   common */
	struct ticket_url	*v;
	char			**made;		/* of spans, a slot a piece */
	char			*file;		/* of ranges, one for all */
};

bool
ticket_urls_need_base(const struct plan *plan, const struct dataset *dataset)
{
	return plan->spans > 0 || (plan->raw_bytes > 0 && dataset->url == NULL);
}

static int
write_url(const struct urls *u, enum data_kind kind, const struct span *span,
    char **url, struct fault *fault)
{
	struct data_query q = u->query;

	if (span != NULL)
		q.span = *span;
	return data_url_write(u->at->base, kind, u->at->id, &q, url, fault);
}

/* The static URL, else one of ours. */
static int
range_url(struct urls *u, const char **url, struct fault *fault)
{
	*url = u->at->dataset->url;
	if (*url == NULL && u->file == NULL &&
	    write_url(u, DATA_FILE, NULL, &u->file, fault) == -1)
		return -1;
	if (*url == NULL)
		*url = u->file;
	return 0;
}

static int
fill(struct urls *u, size_t i, struct fault *fault)
{
	const struct piece *piece = &u->plan->pieces[i];
	struct ticket_url *url = &u->v[i];

	if (!u->plan->classes)
		url->class = URL_CLASS_NONE;
	else
		url->class = piece->header ? URL_CLASS_HEADER : URL_CLASS_BODY;
	switch (piece->kind) {
	case PIECE_INLINE:
		url->data = piece->data;
		url->bytes = piece->bytes;
		return 0;
	case PIECE_RAW:
		url->start = piece->start;
		url->end = piece->end;
		return range_url(u, &url->url, fault);
	default:
		if (write_url(u, DATA_SPAN, &piece->span, &u->made[i],
		    fault) == -1)
			return -1;
		url->url = u->made[i];
		return 0;
	}
}

static void
urls_init(struct urls *u, const struct plan *plan,
    const struct whereabouts *at)
{
	memset(u, 0, sizeof(*u));
	u->plan = plan;
	u->at = at;
	if (at->base == NULL)		/* no URL of ours will be written */
		return;
	u->query.format = plan->format;
	version_text(&at->dataset->object->version, u->query.version);
	snprintf(u->query.ticket, sizeof(u->query.ticket), "%s", at->ticket);
}

static void
urls_clear(struct urls *u)
{
	size_t i;

	for (i = 0; u->made != NULL && i < u->plan->npieces; i++)
		free(u->made[i]);
	free(u->made);
	free(u->file);
	free(u->v);
}

int
ticket_urls_write(const struct plan *plan, const struct whereabouts *at,
    char **text, size_t *bytes, struct fault *fault)
{
	struct urls u;
	size_t i, n = plan->npieces;
	int rc = -1;

	urls_init(&u, plan, at);
	u.v = calloc(n + 1, sizeof(*u.v));
	u.made = calloc(n + 1, sizeof(*u.made));
	if (u.v == NULL || u.made == NULL) {
		(void)fault_nomem(fault);
		goto out;
	}
	for (i = 0; i < n; i++)
		if (fill(&u, i, fault) == -1)
			goto out;
	rc = ticket_write(plan->format, u.v, n, text, bytes, fault);
out:
	urls_clear(&u);
	return rc;
}
