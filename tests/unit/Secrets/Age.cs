using System.Diagnostics;
using OciReconciler.UnitTests.Sources;
using OciReconciler.Units;

namespace OciReconciler.UnitTests.Secrets;

/// <summary>The real program, and keys in a directory of its own.</summary>
internal sealed class Age : IDisposable
{
    public const string Program = "/usr/bin/age";

    private readonly TemporaryDirectory _temporary = new();

    public string this[string name] => _temporary[name];

    /// <summary>Makes an identity.</summary>
    /// <returns>Its path.</returns>
    public async Task<string> MakeIdentityAsync(string name)
    {
        await RunAsync(["/usr/bin/age-keygen", "-o", _temporary[name]], []);
        return _temporary[name];
    }

    /// <summary>Encrypts for an identity.</summary>
    public async Task<byte[]> EncryptAsync(string identity, string plain, bool armored)
    {
        var recipient = Encoding.ASCII.GetString((await RunAsync(["/usr/bin/age-keygen", "-y", identity], [])).Output).Trim();
        string[] form = armored ? ["--armor"] : [];
        return (await RunAsync([Program, "--recipient", recipient, .. form], Encoding.UTF8.GetBytes(plain))).Output;
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<ProgramEnd> RunAsync(IReadOnlyList<string> arguments, byte[] input)
    {
        using var process = Process.Start(new ProcessStartInfo(arguments[0], arguments.Skip(1))
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        var reading = Task.WhenAll(
            process.StandardOutput.BaseStream.CopyToAsync(output), process.StandardError.BaseStream.CopyToAsync(errors));
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended before it read all.
        }

        await reading;
        await process.WaitForExitAsync();
        return new ProgramEnd(
            process.ExitCode == 0 ? ProgramEnd.Success : "exit-code", process.ExitCode, output.ToArray(), errors.ToArray());
    }

    public void Dispose() => _temporary.Dispose();
}
