// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace relctl::audit {

/// Connections that are opened from now on give a lock up sooner that the system refuses for good.
/// SQLite asks a hundred times for one of a log's shared memory, ever more seldom, over ten seconds
/// (walTryBeginRead in wal.c); with this it is two and a half.
void limit_patience();

} // namespace relctl::audit
