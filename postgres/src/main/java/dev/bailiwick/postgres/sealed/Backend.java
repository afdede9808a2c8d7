package dev.bailiwick.postgres.sealed;

import java.time.Duration;

/**
 * The server process that a seal is made for. Both together name a connection for as long as a seal
 * lives: the server would have to give one process id, and the client one port, twice within
 * seconds.
 *
 * @param pid of the process that serves the connection
 * @param port of the client's end, as the server sees it; -1 for a Unix socket
 * @param ahead how far the server's clock is ahead of ours
 * @param turn the last turn that the process has in its slot; blank if none, and in the form
 *     without a slot
 * @param transaction when the open transaction began, as the server tells it apart from the others
 *     of the process; blank for a seal that is good in any of them
 */
public record Backend(int pid, int port, Duration ahead, String turn, String transaction) {}
