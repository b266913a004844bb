#include "serve/ticket_urls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "htsget/data_fields.h"
#include "htsget/data_url.h"
#include "htsget/signature.h"
#include "htsget/ticket.h"

_Static_assert(VERSION_TEXT == DATA_VERSION_TEXT, "a version in a URL");

/* The URLs of a ticket, and the strings that they borrow. */
struct urls {
	const struct plan	*plan;
	const struct whereabouts *at;
	struct data_query	 query;		/* what our own have in
						   common */
	struct ticket_url	*v;
	char			**made;		/* a slot a piece: of spans,
						   and of signed ranges */
	char			*file;		/* of ranges that are not */
};

bool
ticket_urls_need_base(const struct plan *plan, const struct dataset *dataset)
{
	return plan->spans > 0 || (plan->raw_bytes > 0 && dataset->url == NULL);
}

static int
write_url(const struct urls *u, enum data_kind kind,
    const struct piece *piece, char **url, struct fault *fault)
{
	const struct whereabouts *at = u->at;
	struct data_query q = u->query;

	if (kind == DATA_SPAN)
		q.span = piece->span;
	else if (at->secrets != NULL) {
		q.start = piece->start;
		q.end = piece->end;
	}
	if (at->secrets != NULL)
		signature_sign(at->secrets, kind, at->id, &q);
	return data_url_write(at->base, kind, at->id, &q, url, fault);
}

/* The static URL; else one of ours, which all ranges share if not signed. */
static int
range_url(struct urls *u, size_t i, struct fault *fault)
{
	struct ticket_url *url = &u->v[i];
	char **ours = u->at->secrets != NULL ? &u->made[i] : &u->file;

	if (u->at->dataset->url != NULL) {
		url->url = u->at->dataset->url;
		url->authorization = u->at->authorization;
		return 0;
	}
	if (*ours == NULL && write_url(u, DATA_FILE, &u->plan->pieces[i],
	    ours, fault) == -1)
		return -1;
	url->url = *ours;
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
		return range_url(u, i, fault);
	default:
		if (write_url(u, DATA_SPAN, piece, &u->made[i], fault) == -1)
			return -1;
		url->url = u->made[i];
		return 0;
	}
}

/* Of what others than we wrote, and a URL is to carry. */
static int
check_user(const struct whereabouts *at, struct fault *fault)
{
	if (at->secrets != NULL && at->user != NULL && *at->user != '\0' &&
	    !data_is_user(at->user))
		return fault_detail(fault, FAULT_PERMISSION_DENIED,
		    "this user's name cannot be part of a data URL",
		    "REMOTE_USER has %zu bytes: over %d, not UTF-8 or with "
		    "control bytes", strlen(at->user), DATA_USER_MAX);
	return 0;
}

static void
urls_init(struct urls *u, const struct plan *plan,
    const struct whereabouts *at)
{
	struct data_query *q = &u->query;

	memset(u, 0, sizeof(*u));
	u->plan = plan;
	u->at = at;
	if (at->base == NULL)		/* no URL of ours will be written */
		return;
	q->format = plan->format;
	version_text(&at->dataset->object->version, q->version);
	snprintf(q->ticket, sizeof(q->ticket), "%s", at->ticket);
	if (at->secrets == NULL)
		return;
	q->expires = at->expires;
	if (at->user != NULL)
		snprintf(q->user, sizeof(q->user), "%s", at->user);
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

	*text = NULL;
	urls_init(&u, plan, at);
	if (check_user(at, fault) == -1)
		return -1;
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
