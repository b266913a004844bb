/* store: what all objects have in common, whatever holds them. */
#include "store/store.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <sodium.h>

#define CANNOT_READ	"the file of this dataset cannot be read"
#define TRUNCATED	"the file of this dataset is truncated or was changed"
#define CHANGED		"the file of this dataset was changed while it was read"

/* Smaller files may lie in their inode, without a block. */
#define OFFLINE_LEAST	(64u << 10)

#define NANOSECONDS	1000000000	/* of a second */
#define SETTLED		2	/* seconds: the slowest file system's tick */

struct version
version_of(const struct stat *st)
{
	struct version v = {
		.device = (uint64_t)st->st_dev,
		.inode = (uint64_t)st->st_ino,
		.size = (uint64_t)st->st_size,
		.mtime = (int64_t)st->st_mtim.tv_sec * NANOSECONDS +
		    st->st_mtim.tv_nsec,
		.ctime = (int64_t)st->st_ctim.tv_sec * NANOSECONDS +
		    st->st_ctim.tv_nsec,
	};

	return v;
}

bool
version_equal(const struct version *a, const struct version *b)
{
	return a->device == b->device && a->inode == b->inode &&
	    a->size == b->size && a->mtime == b->mtime && a->ctime == b->ctime;
}

bool
version_settled(const struct version *v)
{
	struct timespec now;
	int64_t changed = (v->mtime > v->ctime ? v->mtime : v->ctime) /
	    NANOSECONDS;

	return clock_gettime(CLOCK_REALTIME, &now) == 0 &&
	    now.tv_sec - changed > SETTLED;
}

void
version_text(const struct version *v, char text[VERSION_TEXT + 1])
{
	const uint64_t fields[] = { v->inode, v->size, (uint64_t)v->mtime,
		(uint64_t)v->ctime };
	uint8_t bytes[sizeof(fields)], hash[crypto_generichash_BYTES_MIN];
	size_t i;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = fields[i / 8] >> i % 8 * 8 & 0xff;
	crypto_generichash(hash, sizeof(hash), bytes, sizeof(bytes), NULL, 0);
	sodium_bin2hex(text, VERSION_TEXT + 1, hash, VERSION_TEXT / 2);
}

int
store_cannot_read(const char *path, const char *what, int error,
    struct fault *fault)
{
	bool passes = fault_may_pass(error);

	return fault_detail(fault,
	    passes ? FAULT_UNAVAILABLE : FAULT_INTERNAL,
	    passes ? CANNOT_READ " just now" : CANNOT_READ, "%s: %s%s%s",
	    path, what, *what != '\0' ? ": " : "", strerror(error));
}

int
object_read_some(struct object *o, void *data, size_t bytes, uint64_t offset,
    size_t *got, struct fault *fault)
{
	char what[48];
	ssize_t n;

	*got = 0;
	while (*got < bytes) {
		n = o->ops->read(
		    o, (uint8_t *)data + *got, bytes - *got, offset + *got);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1) {
			n = errno;
			snprintf(what, sizeof(what), "read at %" PRIu64,
			    offset + *got);
			return store_cannot_read(o->path, what, (int)n, fault);
		}
		if (n == 0)
			break;
		*got += (size_t)n;
	}
	return 0;
}

int
object_read(struct object *o, void *data, size_t bytes, uint64_t offset,
    struct fault *fault)
{
	size_t got;

	if (object_read_some(o, data, bytes, offset, &got, fault) == -1)
		return -1;
	if (got < bytes)
		return fault_detail(fault, FAULT_INTERNAL, TRUNCATED,
		    "%s: wanted %zu bytes at %" PRIu64 ", the file ends "
		    "after %zu of them",
		    o->path, bytes, offset, got);
	return 0;
}

/* May pass: the next request opens what is there then. */
int
object_unchanged(struct object *o, struct fault *fault)
{
	struct version now;

	if (o->ops->stat(o, &now) == -1)
		return store_cannot_read(o->path, "stat", errno, fault);
	if (!version_equal(&now, &o->version))
		return fault_detail(fault, FAULT_UNAVAILABLE, CHANGED,
		    "%s: changed, replaced or removed while it was read",
		    o->path);
	return 0;
}

char *
object_resolve(struct object *o)
{
	return o->ops->resolve != NULL ? o->ops->resolve(o) : NULL;
}

bool
object_is_offline(const struct object *o)
{
	return o->version.size >= OFFLINE_LEAST &&
	    o->allocated < o->version.size / 8;
}

void
object_close(struct object *o)
{
	if (o != NULL)
		o->ops->close(o);
}
