/* walk: the ids that the names in a directory make. */
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <htslib/kstring.h>

#include "catalogue/dataset.h"
#include "cli/say.h"
#include "cli/walk.h"
#include "store/beneath.h"

#define DEPTH_MAX  64 /* folders in folders; a descriptor each */
#define TICK_NAMES 1000
#define FOLDER	   (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

/* A folder on the way down; the chain upwards shows loops of links. */
struct level {
	const struct level *up;
	dev_t device;
	ino_t inode;
	unsigned depth;
};

struct walker {
	const struct data *data;
	struct walk *walk;
	kstring_t below; /* path below the section's */
	void (*tick)(void *, size_t);
	void *arg;
};

static int walk_folder(struct walker *, int, const struct level *);

/* The format that a name ends in, and the bytes in front of it. */
static enum format
format_of(const char *name, size_t *stem)
{
	const char *const *extension;
	size_t bytes = strlen(name), cut;
	int format;

	for (format = FORMAT_NONE + 1; format < FORMAT_COUNT; format++)
		for (extension = dataset_extensions((enum format)format);
		     *extension != NULL; extension++) {
			cut = strlen(*extension);
			*stem = bytes - cut;
			if (bytes > cut &&
			    strcmp(name + *stem, *extension) == 0)
				return (enum format)format;
		}
	return FORMAT_NONE;
}

static int
add_entry(struct walker *w, size_t bytes, enum format format)
{
	struct walk *walk = w->walk;
	struct walk_entry *entries;
	char *rest;

	if (walk->n == walk->room) {
		walk->room = walk->room > 0 ? 2 * walk->room : 256;
		entries =
		    reallocarray(walk->entries, walk->room, sizeof(*entries));
		if (entries == NULL)
			return -1;
		walk->entries = entries;
	}
	if ((rest = strndup(w->below.s, bytes)) == NULL)
		return -1;
	walk->entries[walk->n].rest = rest;
	walk->entries[walk->n++].formats = 1u << format;
	if (walk->n % TICK_NAMES == 0)
		w->tick(w->arg, walk->n);
	return 0;
}

static void
trouble(struct walker *w, const char *why)
{
	say_line("[data %s] %s%s%s: %s", w->data->name, w->data->path,
	    w->below.l > 0 ? "/" : "", w->below.l > 0 ? w->below.s : "", why);
	w->walk->faults++;
}

static bool
inside(const char *real, const char *folder)
{
	char *root = realpath(folder, NULL);
	bool is_inside = root != NULL &&
	    (strcmp(real, root) == 0 || beneath_rest(real, root) != NULL);

	free(root);
	return is_inside;
}

/* May the linked folder at w->below be served from? */
static bool
may_follow(struct walker *w)
{
	kstring_t path = KS_INITIALIZE;
	char *real = NULL;
	bool may = false;
	size_t i;

	if (ksprintf(&path, "%s/%s", w->data->path, w->below.s) >= 0)
		real = realpath(path.s, NULL);
	if (real != NULL)
		may = inside(real, w->data->path);
	for (i = 0; real != NULL && !may && i < w->data->nfollow; i++)
		may = inside(real, w->data->follow[i]);
	free(real);
	free(path.s);
	return may;
}

static bool
is_loop(const struct level *here)
{
	const struct level *up;

	for (up = here->up; up != NULL; up = up->up)
		if (up->device == here->device && up->inode == here->inode)
			return true;
	return false;
}

static int
enter(struct walker *w, int folder, const char *name, const struct level *up)
{
	struct stat st;
	int fd = openat(folder, name, FOLDER);

	if (fd < 0 || fstat(fd, &st) < 0) {
		trouble(w, strerror(errno));
		if (fd >= 0)
			close(fd);
		return 0;
	}
	struct level here = { up, st.st_dev, st.st_ino,
		up != NULL ? up->depth + 1 : 0 };
	if (is_loop(&here)) {
		close(fd);
		return 0;
	}
	if (here.depth > DEPTH_MAX) {
		trouble(w, "too many folders in folders, not walked");
		close(fd);
		return 0;
	}
	return walk_folder(w, fd, &here);
}

/* Does the name stand for a folder that is to be walked? */
static bool
is_folder(struct walker *w, int folder, const struct dirent *entry)
{
	struct stat st;
	bool link = entry->d_type == DT_LNK;

	if (entry->d_type == DT_DIR)
		return true;
	if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
		return false;
	if (entry->d_type == DT_UNKNOWN)
		link = fstatat(folder, entry->d_name, &st,
			   AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISLNK(st.st_mode);
	return fstatat(folder, entry->d_name, &st, 0) == 0 &&
	    S_ISDIR(st.st_mode) && (!link || may_follow(w));
}

/* w->below is the name's path while it is looked at. */
static int
walk_name(struct walker *w, int folder, const struct dirent *entry,
    const struct level *here)
{
	enum format format;
	size_t stem;

	if (is_folder(w, folder, entry))
		return enter(w, folder, entry->d_name, here);
	format = format_of(entry->d_name, &stem);
	/* ".bam" alone makes no id. */
	if (format == FORMAT_NONE || stem == 0)
		return 0;
	return add_entry(w, w->below.l - strlen(entry->d_name) + stem, format);
}

/* Owns fd. */
static int
walk_folder(struct walker *w, int fd, const struct level *here)
{
	DIR *stream = fdopendir(fd);
	size_t length = w->below.l;
	struct dirent *entry;
	int result = 0;

	if (stream == NULL) {
		close(fd);
		return -1;
	}
	while (result == 0 && (entry = readdir(stream)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		if ((length > 0 && kputc('/', &w->below) == EOF) ||
		    kputs(entry->d_name, &w->below) == EOF)
			result = -1;
		else
			result = walk_name(w, fd, entry, here);
		w->below.l = length;
		if (w->below.s != NULL)
			w->below.s[length] = '\0';
	}
	closedir(stream);
	return result;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(((const struct walk_entry *)a)->rest,
	    ((const struct walk_entry *)b)->rest);
}

/* Each id once, with all its formats. */
static void
sort_entries(struct walk *walk)
{
	struct walk_entry *to = walk->entries, *from, *end;

	if (walk->n == 0)
		return;
	qsort(walk->entries, walk->n, sizeof(*to), compare);
	end = walk->entries + walk->n;
	for (from = to + 1; from < end; from++)
		if (strcmp(from->rest, to->rest) == 0) {
			to->formats |= from->formats;
			free(from->rest);
		} else
			*++to = *from;
	walk->n = (size_t)(to + 1 - walk->entries);
}

int
walk_directory(const struct data *data, struct walk *walk,
    void (*tick)(void *, size_t), void *arg)
{
	struct walker w = { data, walk, KS_INITIALIZE, tick, arg };
	int result;

	memset(walk, 0, sizeof(*walk));
	result = enter(&w, AT_FDCWD, data->path, NULL);
	free(w.below.s);
	sort_entries(walk);
	return result;
}

void
walk_clear(struct walk *walk)
{
	size_t i;

	for (i = 0; i < walk->n; i++)
		free(walk->entries[i].rest);
	free(walk->entries);
	memset(walk, 0, sizeof(*walk));
}
