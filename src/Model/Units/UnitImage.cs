namespace OciReconciler.Model.Units;

/// <summary>Where a unit's image comes from, in <see cref="UnitDocument"/>. The controller sees to it before the unit is touched.</summary>
/// <param name="Reference">Image reference, as written.</param>
/// <param name="File">Absolute path of an image archive, or null.</param>
/// <param name="Stream">Absolute path of a program that writes an image archive, or null.</param>
/// <param name="Login">Registry credentials, or null; an incomplete login counts as none.</param>
public sealed record UnitImage(string Reference, string? File, string? Stream, UnitImageLogin? Login)
{
    /// <summary>The image of a spec.</summary>
    public static UnitImage Of(WorkloadSpec spec) => new(
        spec.Image,
        spec.ImageFile,
        spec.ImageStream,
        spec.Login is { Registry: { } registry, Username: { } username, PasswordFile: { } passwordFile }
            ? new(registry, username, passwordFile)
            : null);
}
