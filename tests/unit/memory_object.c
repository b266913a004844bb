#include <stdlib.h>
#include <string.h>

#include "memory_object.h"

struct memory_object {
	struct object	 object;	/* first: cast from struct object */
	struct version	 now;
	unsigned char	*data;
};

static ssize_t
memory_read(struct object *o, void *buffer, size_t bytes, uint64_t offset)
{
	struct memory_object *m = (struct memory_object *)o;

	if (offset >= o->version.size)
		return 0;
	if (bytes > o->version.size - offset)
		bytes = o->version.size - offset;
	if (bytes > 0)
		memcpy(buffer, m->data + offset, bytes);
	return bytes;
}

static int
memory_stat(struct object *o, struct version *version)
{
	*version = ((struct memory_object *)o)->now;
	return 0;
}

static void
memory_close(struct object *o)
{
	struct memory_object *m = (struct memory_object *)o;

	free(m->data);
	free(o->path);
	free(m);
}

static const struct object_ops memory_ops = {
	.read = memory_read,
	.stat = memory_stat,
	.close = memory_close,
};

struct object *
memory_object(const void *data, size_t bytes)
{
	static uint64_t inode;
	struct memory_object *m;

	if ((m = calloc(1, sizeof(*m))) == NULL)
		return NULL;
	m->object.ops = &memory_ops;
	m->object.path = strdup("memory");
	m->data = malloc(bytes > 0 ? bytes : 1);
	if (m->object.path == NULL || m->data == NULL) {
		memory_close(&m->object);
		return NULL;
	}
	if (bytes > 0)
		memcpy(m->data, data, bytes);
	m->object.version.inode = ++inode;
	m->object.version.size = m->object.allocated = bytes;
	m->now = m->object.version;
	return &m->object;
}

void
memory_object_touch(struct object *o)
{
	((struct memory_object *)o)->now.mtime++;
}
