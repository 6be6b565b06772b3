# Net::Akismet of Debian, at work on names that lead to this machine.
use strict;
use warnings;
use Net::Akismet;

my ($key) = @ARGV;
die "a wrong key is valid\n" if Net::Akismet->new(KEY => 'ffffffffffff', URL => 'http://blog.example/');
my $akismet = Net::Akismet->new(KEY => $key, URL => 'http://blog.example/') or die "the key is not valid\n";
my @sender = (USER_IP => '192.0.2.1', COMMENT_USER_AGENT => 'Mozilla/5.0');
my $spam = 'Buy cheap viagra now, best price online pharmacy! Click http://pills.example/buy for a free bonus';
my $genuine = 'I think the second point misses that the council voted on this in March.';
my $said = $akismet->check(@sender, COMMENT_CONTENT => $spam) // 'no answer';
die "spam: $said\n" unless $said eq 'true';
$said = $akismet->check(@sender, COMMENT_CONTENT => $genuine, COMMENT_AUTHOR => 'Ada') // 'no answer';
die "genuine: $said\n" unless $said eq 'false';
$akismet->spam(@sender, COMMENT_CONTENT => $spam) or die "spam is not accepted\n";
$akismet->ham(@sender, COMMENT_CONTENT => $genuine, COMMENT_AUTHOR => 'Ada') or die "ham is not accepted\n";
print "ok libnet-akismet-perl\n";
