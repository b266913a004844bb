/* walk: the ids that the names in a directory make. */
#include "cli/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <htslib/khash.h>
#include <htslib/kstring.h>

#include "base/path.h"
#include "cli/say.h"
#include "store/beneath.h"

#define DEPTH_MAX	64	/* folders in folders; a descriptor each */
#define TICK_NAMES	1000
#define FOLDER		(O_RDONLY | O_DIRECTORY | O_CLOEXEC)

/* What a name stands for. */
enum kind { KIND_OTHER, KIND_FOLDER, KIND_LINKED };

struct place {
	dev_t	device;
	ino_t	inode;
};

#define place_hash(p)	kh_int64_hash_func((khint64_t)(p).inode ^	\
	    (khint64_t)(p).device << 32)
#define place_equal(a, b)						\
	((a).device == (b).device && (a).inode == (b).inode)
KHASH_INIT(places, struct place, char, 0, place_hash, place_equal)

/* A folder on the way down; the chain upwards shows loops of links. */
struct level {
	const struct level	*up;
	struct place		 place;
	unsigned		 depth;
};

struct walker {
	const struct data	*data;
	struct walk		*walk;
	khash_t(places)		*linked;	/* walked by a link */
	kstring_t		 below;		/* path below the section's */
	void			(*tick)(void *, size_t);
	void			*arg;
};

static int walk_folder(struct walker *, int, const struct level *);

/* The format that a name ends in, and the bytes in front of it. */
static enum format
format_of(const char *name, size_t *stem)
{
	unsigned format;

	for (format = FORMAT_NONE + 1; format < FORMAT_COUNT; format++)
		if ((*stem = format_stem(name, (enum format)format)) > 0)
			return (enum format)format;
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
	    (strcmp(real, root) == 0 || path_rest(real, root) != NULL);

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
		if (place_equal(up->place, here->place))
			return true;
	return false;
}

/*
 * 1: a link has led to this folder before, else 0; -1: no memory. Folders
 * full of links to one another would else be walked in every order.
 */
static int
linked_before(struct walker *w, struct place place)
{
	int added;

	kh_put(places, w->linked, place, &added);
	return added == -1 ? -1 : added == 0;
}

/* Owns fd, of a folder that may be walked. */
static int
enter_open(struct walker *w, int fd, enum kind kind, const struct level *here)
{
	int before = 0;

	if (is_loop(here) || (kind == KIND_LINKED &&
	    (before = linked_before(w, here->place)) != 0)) {
		close(fd);
		return before == -1 ? -1 : 0;
	}
	if (here->depth > DEPTH_MAX) {
		trouble(w, "too many folders in folders, not walked");
		close(fd);
		return 0;
	}
	return walk_folder(w, fd, here);
}

static int
enter(struct walker *w, int folder, const char *name, enum kind kind,
    const struct level *up)
{
	struct level here = { .up = up, .depth = up != NULL ? up->depth + 1 :
	    0 };
	struct stat st;
	int fd = openat(folder, name, FOLDER);

	if (fd == -1 || fstat(fd, &st) == -1) {
		trouble(w, strerror(errno));
		if (fd != -1)
			close(fd);
		return 0;
	}
	here.place.device = st.st_dev;
	here.place.inode = st.st_ino;
	return enter_open(w, fd, kind, &here);
}

/* Only a folder that is to be walked is one here. */
static enum kind
kind_of(struct walker *w, int folder, const struct dirent *entry)
{
	struct stat st;
	bool link = entry->d_type == DT_LNK;

	if (entry->d_type == DT_DIR)
		return KIND_FOLDER;
	if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
		return KIND_OTHER;
	if (entry->d_type == DT_UNKNOWN)
		link = fstatat(folder, entry->d_name, &st,
		    AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode);
	if (fstatat(folder, entry->d_name, &st, 0) == -1 ||
	    !S_ISDIR(st.st_mode))
		return KIND_OTHER;
	if (!link)
		return KIND_FOLDER;
	return may_follow(w) ? KIND_LINKED : KIND_OTHER;
}

/* w->below is the name's path while it is looked at. */
static int
walk_name(struct walker *w, int folder, const struct dirent *entry,
    const struct level *here)
{
	enum kind kind = kind_of(w, folder, entry);
	enum format format;
	size_t stem;

	if (kind != KIND_OTHER)
		return enter(w, folder, entry->d_name, kind, here);
	/* ".bam" alone makes no id. */
	format = format_of(entry->d_name, &stem);
	if (format == FORMAT_NONE)
		return 0;
	return add_entry(w, w->below.l - strlen(entry->d_name) + stem, format);
}

/* The next name but `.` and `..`; NULL at the end, or with errno. */
static struct dirent *
next_name(DIR *stream)
{
	struct dirent *entry;

	do {
		errno = 0;
		entry = readdir(stream);
	} while (entry != NULL && (strcmp(entry->d_name, ".") == 0 ||
	    strcmp(entry->d_name, "..") == 0));
	return entry;
}

static void
shorten(kstring_t *path, size_t length)
{
	path->l = length;
	if (path->s != NULL)
		path->s[length] = '\0';
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
	while (result == 0 && (entry = next_name(stream)) != NULL) {
		if ((length > 0 && kputc('/', &w->below) == EOF) ||
		    kputs(entry->d_name, &w->below) == EOF)
			result = -1;
		else
			result = walk_name(w, fd, entry, here);
		shorten(&w->below, length);
	}
	if (result == 0 && errno != 0)
		trouble(w, strerror(errno));
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
	struct walker w = { data, walk, kh_init(places), KS_INITIALIZE, tick,
		arg };
	int result;

	memset(walk, 0, sizeof(*walk));
	if (w.linked == NULL)
		return -1;
	result = enter(&w, AT_FDCWD, data->path, KIND_FOLDER, NULL);
	kh_destroy(places, w.linked);
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
