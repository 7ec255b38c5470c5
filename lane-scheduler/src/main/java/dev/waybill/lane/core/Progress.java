package dev.waybill.lane.core;

/**
 * Where an item is in its run.
 *
 * @param run from 1; a retry that somebody asked for after a failure starts the next
 * @param attempt from 1, unique within the run: counts every dispatch, also those that were refused
 *     for pace or never started
 * @param attemptsUsed attempts that count against the retry policy, finished before this moment
 */
public record Progress(int run, int attempt, int attemptsUsed) {}
