using System.Collections.Concurrent;
using System.Security.Cryptography;
using OciReconciler.Files;
using OciReconciler.Images;
using OciReconciler.Model.Units;
using OciReconciler.Threading;

namespace OciReconciler.Secrets;

/// <summary>
/// The plain text of secrets, in files below /run, which engines give to containers. A file is written once, whole, and never changed: its
/// name has the digest of what it was made from. Thread-safe.
/// </summary>
/// <param name="directory">Of all secrets, absolute: <see cref="SecretPaths"/>.</param>
/// <param name="findUser">A user of this host by name or number, or null.</param>
/// <param name="changeOwner">Gives a file, by its path, to a user and group.</param>
internal sealed class SecretStore(
    string directory,
    ISecretDecryptor decryptor,
    Func<string, HostUser?> findUser,
    Func<string, uint, uint, CancellationToken, Task> changeOwner)
{
    // Workloads that may have files of versions that are gone: also those for which an earlier process has left some.
    private readonly ConcurrentDictionary<WorkloadKey, bool> _unswept =
        new(Stored(directory).Select(key => KeyValuePair.Create(key, true)));

    // What is being written must not be taken for a leftover.
    private readonly AsyncSemaphore _turn = new(1);

    /// <summary>Makes the files of a workload that are not there.</summary>
    /// <exception cref="ImagePrepareException">A secret cannot be made ready: one of the reasons of secrets.</exception>
    public async Task EnsureAsync(WorkloadSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Secrets.IsEmpty && !Directory.Exists(DirectoryOf(spec.Key)))
            return;
        _unswept[spec.Key] = true;
        foreach (var secret in spec.Secrets)
            await EnsureAsync(spec, secret, cancellationToken);
    }

    /// <summary>Whether a workload may have files of versions that are gone.</summary>
    public bool NeedsSweep(WorkloadKey key) => _unswept.ContainsKey(key);

    /// <summary>Removes the files of a workload that none of these versions has.</summary>
    /// <param name="isLast">There is nothing more to be removed later, unless something is prepared.</param>
    public async Task SweepAsync(WorkloadKey key, IReadOnlyCollection<WorkloadSpec> kept, bool isLast, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            Sweep(key, kept);
            if (isLast)
                _unswept.TryRemove(key, out _);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A file that is too much does no harm: a later pass removes it.
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Removes all files of a workload that is gone.</summary>
    public Task RemoveAsync(WorkloadKey key, CancellationToken cancellationToken) => SweepAsync(key, [], isLast: true, cancellationToken);

    /// <summary>
    /// Removes, once at the start, the files of all workloads but these: a controller before this one may have been killed between.
    /// </summary>
    public async Task RemoveExceptAsync(IReadOnlySet<WorkloadKey> known, CancellationToken cancellationToken)
    {
        foreach (var key in Stored(directory).Where(key => !known.Contains(key)))
            await RemoveAsync(key, cancellationToken);
    }

    private async Task EnsureAsync(WorkloadSpec spec, Secret secret, CancellationToken cancellationToken)
    {
        var path = SecretPaths.Of(directory, spec, secret);
        var owner = SecretOwner.Of(spec, secret, findUser);
        if (FileStat.OfEntry(path, out var stat) == 0 && owner.Matches(stat))
            return;
        var plain = await decryptor.DecryptAsync(spec.Key, secret, cancellationToken);
        try
        {
            if (secret.IsEnvironment && EnvironmentText.Problem(plain) is { } problem)
            {
                throw new ImagePrepareException(
                    Reasons.SecretNotEnvironment,
                    $"Secret {secret.Name} becomes environment, and {problem}. Write one NAME=VALUE a line, and encrypt it anew.");
            }

            await WriteAsync(spec, path, plain, owner, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private async Task WriteAsync(
        WorkloadSpec spec, string path, ReadOnlyMemory<byte> plain, SecretOwner owner, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            MakeDirectories(spec);
            await AtomicFile.WriteAsync(path, plain, owner.Mode, file => owner.IsOther
                ? changeOwner(file, owner.Uid, owner.Gid, cancellationToken)
                : Task.CompletedTask);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ImagePrepareException(
                Reasons.SecretNotWritten, $"The file of a secret cannot be written: {Sentences.Ended(failure.Message)}", inner: failure);
        }
        finally
        {
            _turn.Release();
        }
    }

    // Engines of root need no right to pass; podman of another user does, and finds nothing there that is not its user's.
    private void MakeDirectories(WorkloadSpec spec)
    {
        StateDirectory.MakePassable(directory);
        var own = DirectoryOf(spec.Key);
        if (spec.RootlessUser is null)
            StateDirectory.MakePrivate(own);
        else
            StateDirectory.MakePassable(own);
    }

    private void Sweep(WorkloadKey key, IReadOnlyCollection<WorkloadSpec> kept)
    {
        var own = DirectoryOf(key);
        if (!Directory.Exists(own))
            return;
        var names = kept.SelectMany(spec => spec.Secrets.Select(secret => SecretPaths.NameOf(spec, secret)))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(own).Where(file => !names.Contains(Path.GetFileName(file))))
            File.Delete(file);
        if (names.Count == 0)
            Directory.Delete(own);
    }

    private static List<WorkloadKey> Stored(string directory)
    {
        try
        {
            return Directory.Exists(directory)
                ? [.. Directory.GetDirectories(directory).Select(path => WorkloadKey.TryParse(Path.GetFileName(path)))
                    .OfType<WorkloadKey>()]
                : [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What is there stays until the next start.
            return [];
        }
    }

    private string DirectoryOf(WorkloadKey key) => SecretPaths.Of(directory, key);
}
