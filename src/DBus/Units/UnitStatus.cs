namespace OciReconciler.DBus.Units;

/// <summary>One row of ListUnitsByPatterns.</summary>
/// <param name="LoadState">loaded, not-found, bad-setting, error, masked, ...</param>
/// <param name="ActiveState">active, inactive, failed, activating, deactivating, reloading.</param>
/// <param name="SubState">running, dead, auto-restart, ...</param>
/// <param name="JobId">Queued job, or 0.</param>
/// <param name="JobType">start, stop, ..., or empty.</param>
public sealed record UnitStatus(
    string Name, string Description, string LoadState, string ActiveState, string SubState, uint JobId, string JobType);
