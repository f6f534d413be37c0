namespace OciReconciler.DBus.Units;

/// <summary>One row of ListUnitFilesByPatterns.</summary>
/// <param name="State">systemctl is-enabled's word: enabled, static, masked, transient, ...</param>
public sealed record UnitFile(string Path, string State);
