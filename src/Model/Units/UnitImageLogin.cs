namespace OciReconciler.Model.Units;

/// <summary>A complete login in <see cref="UnitImage"/>. It names the password's file, never the password.</summary>
/// <param name="PasswordFile">Absolute path of the file with the password.</param>
public sealed record UnitImageLogin(string Registry, string Username, string PasswordFile);
