/* watch: a small file of the operator's, read again when it changes. */
#include "access/watch.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "base/log.h"
#include "store/store_file.h"

#define TRIES		3	/* of what may pass, as a file that changes */
#define GRAIN		2	/* seconds; of times on the coarsest store */
#define NANOSECONDS	1000000000

static bool
same_path(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

void
watch_path(struct watch *w, const char *path)
{
	if (same_path(w->path, path))
		return;
	watch_clear(w);
	/* Without memory there is no path, and another try the next time. */
	w->path = path != NULL ? strdup(path) : NULL;
}

/* Secrets do not stay in memory that is free. */
static void
text_free(struct watch_text *text)
{
	if (text->s != NULL)
		sodium_memzero(text->s, text->bytes);
	free(text->s);
	text->s = NULL;
}

/* The object whole, or a fault; FAULT_UNAVAILABLE if it changed meanwhile. */
static int
read_whole(struct object *o, size_t most, struct watch_text *text,
    struct fault *fault)
{
	if (o->version.size > most)
		return fault_detail(fault, FAULT_INTERNAL, "a file that says "
		    "who may read is too large", "%s: more than %zu bytes",
		    o->path, most);
	text->bytes = (size_t)o->version.size;
	text->mode = o->mode;
	if ((text->s = calloc(1, text->bytes + 1)) == NULL)
		return fault_nomem(fault);
	if (object_read(o, text->s, text->bytes, 0, fault) == 0 &&
	    object_unchanged(o, fault) == 0)
		return 0;
	text_free(text);
	return -1;
}

/* Nearer than the grain of its times, or in the future. */
static bool
is_settled(const struct version *version)
{
	int64_t newest = version->ctime > version->mtime ? version->ctime :
	    version->mtime;

	return newest / NANOSECONDS + GRAIN < (int64_t)time(NULL);
}

static int
take(struct watch *w, struct object *o, struct fault *fault)
{
	struct watch_text text = { NULL, 0, 0 };
	struct fault wrong = FAULT_INIT;

	if (read_whole(o, w->most, &text, fault) == -1)
		return -1;
	w->good = w->take(w->arg, &text, &wrong) == 0;
	text_free(&text);
	if (!w->good)
		return fault_detail(fault, wrong.kind, wrong.message,
		    "%s: %s", w->path, wrong.detail[0] != '\0' ?
		    wrong.detail : wrong.message);
	return 0;
}

/* The reason of a fault, logged if it is another than before. */
static void
tell(struct watch *w, const struct fault *fault)
{
	const char *why = fault->detail[0] != '\0' ? fault->detail :
	    fault->message;

	if (w->trouble != NULL && strcmp(w->trouble, why) == 0)
		return;
	log_write(LOG_ERROR, "%s: %s", w->what, why);
	free(w->trouble);
	w->trouble = strdup(why);
}

static void
be_good(struct watch *w)
{
	if (w->trouble != NULL)
		log_write(LOG_INFO, "%s: %s: good again", w->what, w->path);
	free(w->trouble);
	w->trouble = NULL;
}

static void
drop(struct watch *w)
{
	w->drop(w->arg);
	w->good = w->settled = false;
}

/* As watch_look: what was taken, if it is still that, or is taken anew. */
static void
look(struct watch *w, struct fault *fault)
{
	struct object *o = file_open(w->path, NULL, fault);
	bool same = o != NULL && w->settled &&
	    version_equal(&w->version, &o->version);

	if (!same)
		drop(w);
	if (!same && o != NULL) {
		w->version = o->version;
		/* What may pass is tried again. */
		w->settled = take(w, o, fault) == 0 ||
		    fault->kind != FAULT_UNAVAILABLE;
		w->settled = w->settled && is_settled(&w->version);
	}
	object_close(o);
}

bool
watch_look(struct watch *w, uint64_t turn)
{
	struct fault fault;
	int tries = TRIES;

	if (w->path == NULL || w->turn == turn)
		return w->good;
	w->turn = turn;
	do {
		fault = (struct fault)FAULT_INIT;
		look(w, &fault);
	} while (fault.kind == FAULT_UNAVAILABLE && --tries > 0);
	if (fault.kind != FAULT_NONE)
		tell(w, &fault);
	else if (w->good)
		be_good(w);
	return w->good;
}

const char *
watch_trouble(const struct watch *w)
{
	if (w->path == NULL)
		return "is not set";
	return w->trouble != NULL ? w->trouble : "no memory";
}

void
watch_forget(struct watch *w)
{
	drop(w);
	w->turn = 0;
}

void
watch_clear(struct watch *w)
{
	watch_forget(w);
	free(w->path);
	free(w->trouble);
	w->path = w->trouble = NULL;
}
