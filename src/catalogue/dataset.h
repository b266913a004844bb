/* dataset: an id -> the file of a format, its index, its static URL. */
#ifndef CATALOGUE_DATASET_H
#define CATALOGUE_DATASET_H

#include <stdbool.h>

#include "access/rights.h"
#include "base/fault.h"
#include "base/format.h"
#include "catalogue/id.h"
#include "conf/settings.h"
#include "store/store.h"

enum index_kind { INDEX_NONE, INDEX_BAI, INDEX_CSI, INDEX_TBI, INDEX_CRAI };

/* What dataset_open found instead of a dataset, besides its fault. */
enum absence {
	ABSENCE_NONE,		/* something: the fault says what */
	ABSENCE_ID,		/* no section has the id, served or not */
	ABSENCE_ENDPOINT,	/* the id is one of the other endpoint's */
	ABSENCE_CHANGED		/* files have the id, in another version */
};

/* For whom a dataset is looked up. */
struct viewer {
	struct rights		*rights;
	/* NULL: may see all, as who has a signature. */
	const struct caller	*caller;
	/* Of the file (version_text), as a data URL has it; NULL: any. */
	const char		*version;
};

struct manifest_entry;

struct dataset {
	const struct data	*section;	/* of the settings; borrowed */
	const struct data	*data;		/* the same, or with what the
						   row of a table says instead;
						   good until dataset_clear */
	struct manifest_entry	*entry;		/* private */
	struct judgement	 judgement;	/* OPEN, ALLOWED or PARTLY */
	enum format		 format;
	char			*path;		/* as configured or joined */
	struct object		*object;	/* the file, open */
	char			*url;		/* static, encoded; NULL: none,
						   or VERDICT_PARTLY */
	const struct data	*lender;	/* whose `url` that is */
	bool			 index_sought;	/* by dataset_open_index */
	struct object		*index;		/* open; NULL: none found */
	enum index_kind		 index_kind;
	enum absence		 absence;
};

/*
 * Finds an id. An explicit section beats a manifest, of these the first one
 * in the file, a manifest a directory, of these a longer prefix a shorter; a
 * section that lacks the id, or has none of the endpoint's
 * formats of it, hands on to the next. `want` is the format asked for, or
 * FORMAT_NONE: the endpoint's default, else the one that is there. Unknown
 * id, or one with a `..`, `.` or empty segment, a control byte, bad UTF-8 or
 * over DATASET_ID_MAX bytes: FAULT_NOT_FOUND. A format that the id lacks:
 * FAULT_UNSUPPORTED_FORMAT that names those it has; an id that has formats
 * of the other endpoint only: FAULT_NOT_FOUND that names the other endpoint.
 *
 * `viewer` NULL: for the operator, who may see all (VERDICT_ALLOWED). With a
 * version the file is the one of that version, in whichever section: whatever
 * others have of the id does not count, and tells nothing; ABSENCE_CHANGED if
 * there is none. A section that has the id but that the caller may not read is
 * FAULT_INVALID_AUTHENTICATION (not logged in) or FAULT_PERMISSION_DENIED,
 * whatever else is wrong with it; with `hide` it is passed over as if it were
 * not configured. A static URL that would leave a guarded file open, as one
 * that another section without the same guard lends, is a FAULT_INTERNAL; a
 * file on tape of a section with `offline = 503` is FAULT_OFFLINE, and not
 * read. An id whose manifest is broken, cannot be read or has an `allow`
 * without [access] secret is a FAULT_INTERNAL, whatever comes behind it; with
 * `hide` that is in the log alone, and the id not found.
 *
 * On success the caller calls dataset_clear; on a fault *d is clear but for
 * `absence`.
 */
int	dataset_open(const struct settings *, const struct viewer *,
	    enum endpoint, const char *id, enum format want, struct dataset *,
	    struct fault *);
void	dataset_clear(struct dataset *);

/*
 * Looks for the index, by the names of find_index.c, and opens it: for who
 * needs one, since it costs as much as the file does. Again it does nothing.
 * None at all leaves d->index NULL; a fault is only for what may pass.
 */
int	dataset_open_index(struct dataset *, struct fault *);

/* "x.bam.bai" and so on: "bai", "csi", "tbi", "crai"; "" for none. */
const char	*index_kind_name(enum index_kind);

#endif
