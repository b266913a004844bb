/* path: the names of files, by their text alone. */
#ifndef BASE_PATH_H
#define BASE_PATH_H

/*
 * What is left of a path below a directory, or NULL if it is not below it:
 * "b/c" of "/a/b/c" and "/a". Slashes at the directory's end do not count.
 */
const char	*path_rest(const char *path, const char *directory);

#endif
