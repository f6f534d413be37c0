using System.Text;
using OciReconciler.Engine;
using OciReconciler.Files;
using OciReconciler.Model.Images;

namespace OciReconciler.Images;

/// <summary>Logins of manifests: whether they count, whose registry they are for, and the password, read when it is used.</summary>
internal static class RegistryLogins
{
    /// <summary>The login that counts, or null: all of its three fields are given.</summary>
    public static RegistryLogin? Of(WorkloadSpec spec) => spec.Login is { IsComplete: true } login ? login : null;

    /// <summary>
    /// The login is for the registry that the image comes from. Only then may credentials go with a pull: an engine hands them to whatever
    /// registry serves the image.
    /// </summary>
    public static bool IsFor(RegistryLogin login, ImageReference image) => RegistryHost.AreSame(login.Registry ?? "", image.Registry);

    /// <summary>Reads the password: the file's text without one newline at its end.</summary>
    /// <exception cref="EngineException">
    /// The file is missing, unreadable, empty or no text (<see cref="EngineFailure.Unauthorized"/>): the login failed.
    /// </exception>
    public static async Task<RegistryCredentials> ReadAsync(InputFiles files, RegistryLogin login, CancellationToken cancellationToken)
    {
        var path = login.PasswordFile!;
        try
        {
            var content = await files.ReadAllBytesAsync(path, InputFiles.PasswordBytes, cancellationToken);
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
            var password = text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
            return password.Length > 0
                ? new RegistryCredentials(login.Registry!, login.Username!, password)
                : throw Unusable(path, "is empty");
        }
        catch (UnsuitableFileException error)
        {
            throw Unusable(path, $"cannot be read: it {RegularFile.InWords(path, error)}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, RegularFile.InWords(path, error), error);
        }
        catch (DecoderFallbackException error)
        {
            throw Unusable(path, "is not UTF-8 text", error);
        }
    }

    private static EngineException Unusable(string path, string what, Exception? error = null) =>
        new(EngineFailure.Unauthorized, $"password file {path} {what}", error);
}
