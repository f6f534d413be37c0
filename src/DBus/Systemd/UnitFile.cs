namespace OciReconciler.DBus.Systemd;

/// <summary>One row of ListUnitFilesByPatterns.</summary>
/// <param name="Path">Where the file lies.</param>
/// <param name="State">enabled, disabled, static, masked, masked-runtime, transient, generated, alias, ...</param>
public sealed record UnitFile(string Path, string State);
